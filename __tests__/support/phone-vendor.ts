import { readFileSync } from "node:fs";
import { type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { serve } from "./server.js";

/** A request as the vendor's server got it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Of a form. */
  readonly form: readonly (readonly [string, string])[];
}

export interface PhoneVendor {
  readonly url: string;
  readonly asked: readonly Asked[];
}

export interface PhoneAnswer {
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  /** Ends the connection without an answer. */
  hangUp?: boolean;
}

const answer = z.object({ id: z.string(), body: z.string() });
const recordedAnswers = readFileSync("__tests__/vectors/api-answers.jsonl", "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => answer.parse(JSON.parse(line)));

/** The body of a recorded answer. */
export function recorded(id: string): string {
  const found = recordedAnswers.find((one) => one.id === id);
  if (!found) throw new Error(`There is no answer ${id}`);
  return found.body;
}

/** A server that keeps what it is asked and answers with XML, the last answer again and again. */
export async function phoneVendor(...answers: readonly (string | PhoneAnswer)[]): Promise<PhoneVendor> {
  const asked: Asked[] = [];
  const origin = await serve((request, response) => {
    void text(request).then((body) => {
      const { method = "", url: path = "", headers } = request;
      asked.push({ method, path, headers, body, form: [...new URLSearchParams(body)] });
      const next = answers[Math.min(asked.length, answers.length) - 1] ?? {};
      give(response, typeof next === "string" ? { body: next } : next);
    });
  });
  return { url: `${origin}/notifyws/phonenotify.asmx`, asked };
}

function give(response: ServerResponse, { status = 200, body = "", headers = {}, hangUp = false }: PhoneAnswer): void {
  if (hangUp) response.destroy();
  else response.writeHead(status, { "content-type": "text/xml; charset=utf-8", ...headers }).end(body);
}

/** The vendor's NotifyReturn, with other values than a queued call has. */
export function notifyReturn(values: Readonly<Record<string, string | number>> = {}): string {
  return Object.entries(values).reduce(
    (xml, [name, value]) => xml.replace(new RegExp(`<${name}>[^<]*</${name}>`), `<${name}>${value}</${name}>`),
    recorded("call-queued"),
  );
}

/** An ArrayOfNotifyReturn. */
export function notifyReturns(...entries: readonly Readonly<Record<string, string | number>>[]): string {
  const inner = entries.map((values) => /<NotifyReturn[^>]*>([\s\S]*)<\/NotifyReturn>/.exec(notifyReturn(values))?.[1] ?? "");
  return `<ArrayOfNotifyReturn xmlns="http://ws.cdyne.com/NotifyWS/">${inner.map((one) => `<NotifyReturn>${one}</NotifyReturn>`).join("")}</ArrayOfNotifyReturn>`;
}
