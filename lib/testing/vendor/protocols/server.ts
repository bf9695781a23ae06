import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { understand } from "../front-desk.js";
import { type Interference, type Interferences } from "./interference.js";
import { RefusedRequest } from "./refused-request.js";
import { type HttpAnswer, type HttpRequest } from "./http-request.js";
import { type Requested } from "./requested.js";
import { type Service } from "../service.js";

export interface ServerParts {
  readonly service: Service;
  readonly requests: Requested[];
  readonly interferences: Interferences;
  /** Whether everything that follows from a request comes before its answer. */
  readonly postbacksFirst: boolean;
}

/** The HTTP server of the stand-in. */
export class VendorServer {
  readonly #parts: ServerParts;
  readonly #server: Server;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.writeHead(500, { "Content-Type": "text/plain" }).end(`The stand-in failed: ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
      });
    });
  }

  /** Resolves to the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const { service, postbacksFirst } = this.#parts;
    // What follows from a request is posted after its answer went out, or has failed to.
    const release = postbacksFirst ? () => {} : service.scheduler.hold();
    response.once("finish", release).once("close", release);
    const { answer, interference } = this.#answer(request);
    if (postbacksFirst) await service.scheduler.settled();
    if (interference?.answer === "hang") release();
    else write(response, answer, interference);
    if (response.destroyed) release();
  }

  #answer(request: HttpRequest): { answer: HttpAnswer; interference?: Interference | undefined } {
    const { service, requests, interferences } = this.#parts;
    try {
      const task = understand(request, service);
      const { name, transport, parameters } = task.asked;
      const { method, url, headers, body } = request;
      requests.push({ operation: name, transport, method, path: url.pathname + url.search, headers, body, parameters, at: service.scheduler.now() });
      const interference = interferences.take(name);
      return { answer: !interference || interference.done ? task.do() : { contentType: "", body: "" }, interference };
    } catch (error) {
      if (error instanceof RefusedRequest) return { answer: error };
      throw error;
    }
  }
}

function write(response: ServerResponse, { status = 200, contentType, body }: HttpAnswer, interference: Interference | undefined): void {
  if (!interference) response.writeHead(status, { "Content-Type": contentType }).end(body);
  else if (typeof interference.answer === "string") response.destroy();
  else response.writeHead(interference.answer.status ?? 200, { ...interference.answer.headers }).end(interference.answer.body ?? "");
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = "GET", url = "/", headers } = incoming;
  return { method, url: new URL(url, "http://vendor"), headers, body: Buffer.concat(chunks).toString() };
}
