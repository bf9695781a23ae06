import { readFileSync } from "node:fs";
import { type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { type Client, type ClientOptions, createClient } from "cdyne-postback/client";
import { serve } from "./server.js";

export const KEY = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
export const MESSAGE = "9a35e913-ded0-7574-4642-5f60c550c706";
export const ZERO = "00000000-0000-0000-0000-000000000000";
export const OUR_URL = "https://postbacks.ourhost.net/cdyne/0123456789abcdef";

/** A request as the vendor's server got it. */
export interface Request {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: string;
  /** Ends the connection, without an answer or in the middle of it. */
  readonly cut?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
}

export interface MessagingVendor {
  readonly url: string;
  readonly requests: readonly Request[];
  client(options?: Partial<ClientOptions>): Client;
}

const recorded = z.object({ id: z.string(), operation: z.string(), contentType: z.string(), body: z.string() });

/** The vendor's recorded answers. */
export const recordedAnswers = readFileSync("__tests__/vectors/api-answers.jsonl", "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => recorded.parse(JSON.parse(line)));

export function recordedAnswer(id: string): Answer {
  const found = recordedAnswers.find((one) => one.id === id);
  if (!found) throw new Error(`There is no answer ${id}`);
  return found;
}

/** An answer in JSON. */
export function json(value: unknown): Answer {
  return { body: JSON.stringify(value) };
}

/** A server that keeps what it is asked and gives one answer after the other, the last again and again. */
export async function messagingVendor(...answers: readonly (Answer | ((request: Request) => Answer))[]): Promise<MessagingVendor> {
  const requests: Request[] = [];
  const origin = await serve((incoming, response) => {
    void text(incoming).then((body) => {
      const { method = "", url: path = "", headers } = incoming;
      const request = { method, path, headers, body };
      requests.push(request);
      const next = answers[Math.min(requests.length, answers.length) - 1] ?? {};
      const { status = 200, headers: more = {}, contentType = "application/json; charset=utf-8", body: answer = "", cut, silent } = typeof next === "function" ? next(request) : next;
      if (silent) return;
      if (!cut) return void response.writeHead(status, { "content-type": contentType, ...more }).end(answer);
      if (!answer) return void response.destroy();
      response.writeHead(status, { "content-type": contentType, "content-length": "9999" });
      response.write(answer, () => response.destroy());
    });
  });
  const url = `${origin}/Messaging.svc`;
  return { url, requests, client: (options = {}) => createClient({ licenseKey: KEY, messagingUrl: url, timeout: 5000, logger: silent, ...options }) };
}

/** What SendMessage answers for each recipient of a request. */
export function taken({ body }: Request): Answer {
  const { To } = z.object({ To: z.array(z.string()) }).parse(JSON.parse(body));
  return json(To.map((to, index) => sent({ To: to, MessageID: MESSAGE.replace(/.$/, String(index)) })));
}

/** One OutgoingMessageResponse. */
export function sent(fields: Readonly<Record<string, unknown>> = {}): object {
  return { Attachments: null, From: "7575550000", MessageID: MESSAGE, MessageStatus: 201, SentTime: "/Date(-62135596800000)/", To: "7575559999", ...fields };
}

export interface Logged {
  readonly level: "warn" | "error";
  readonly details: object;
}

/** Keeps what is logged. */
export function keepingLogger(): { warn(details: object): void; error(details: object): void; logged: Logged[] } {
  const logged: Logged[] = [];
  return { logged, warn: (details) => void logged.push({ level: "warn", details }), error: (details) => void logged.push({ level: "error", details }) };
}

const silent = { warn: () => {}, error: () => {} };
