import { type IncomingHttpHeaders } from "node:http";
import { type Requested } from "./requested.js";

/** An HTTP request with its body. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP answer; 200 unless it says otherwise. */
export interface HttpAnswer {
  readonly status?: number | undefined;
  readonly contentType: string;
  readonly body: string;
}

/** What a transport has read, and how it writes the answer. */
export interface Understood<Operation> {
  readonly name: string;
  readonly operation: Operation;
  readonly transport: Requested["transport"];
  readonly parameters: Readonly<Record<string, unknown>>;
}
