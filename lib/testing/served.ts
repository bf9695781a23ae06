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
  const address = server.address();
  const [outcome] = await Promise.allSettled([use(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`)]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  // Also when it had answered before.
  if (thrown.length > 0) throw thrown[0];
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}
