import { type IncomingMessage, type ServerResponse, createServer } from "node:http";

/** What takes requests: a function for `http.createServer`, or an Express application. */
export type RequestTaker = (req: IncomingMessage, res: ServerResponse) => unknown;

/**
 * Serves on a free port of this machine for as long as `use` runs. What the listener throws meanwhile is thrown here,
 * and not out of the server, where it would end the process.
 */
export async function served<Result>(listener: RequestTaker, use: (origin: string) => Promise<Result>): Promise<Result> {
  const thrown: unknown[] = [];
  const server = createServer((req, res) => {
    const taken = async (): Promise<unknown> => listener(req, res);
    taken().catch((error: unknown) => {
      thrown.push(error);
      res.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject).listen(0, "127.0.0.1", resolve);
  });
  try {
    const address = server.address();
    return await use(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
  } catch (error) {
    throw thrown.length > 0 ? thrown[0] : error;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
