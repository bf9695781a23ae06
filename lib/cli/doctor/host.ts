import { PURPOSE_HEADER, type ProbeReport, probeReportSchema } from "../../probe-report.js";
import { ordinary } from "./samples.js";
import { type Manner, type Sent, type Visit, type Visited, visit } from "./visit.js";

/** What is answered to too many requests: 429 by the book, 503 by nginx and others. */
const LIMITING: readonly number[] = [429, 503];

/** A visit that this library has answered. */
export interface Probed extends Visit {
  readonly report: ProbeReport;
}

/** A host that is looked at, with all visits so far. */
export class Host {
  readonly url: URL;
  readonly visits: Visit[] = [];
  /** The status with which it takes no more requests, or the code of what goes wrong. */
  limitedBy: number | string | undefined;
  #manner: Manner;

  constructor(url: URL, manner: Manner) {
    this.url = url;
    this.#manner = manner;
  }

  async visit(sent: Sent, url = this.url): Promise<Visited> {
    const visited = await visit(url, sent, this.#manner);
    if (!("status" in visited)) return visited;
    this.visits.push(visited);
    // Where it does not come it need not be waited for again.
    if (sent.method !== "GET" && !visited.continued) this.#manner = { ...this.#manner, continueWait: 0 };
    return visited;
  }

  /** Posts what the library knows as a probe and never records. */
  async probe(body: Buffer, url = this.url, sent: Sent = {}): Promise<Visited | Probed> {
    const visited = await this.visit({ ...sent, body, headers: { [PURPOSE_HEADER]: "probe" } }, url);
    if (!("status" in visited) || visited.status !== 200) return visited;
    const report = reportIn(visited.text);
    return report ? { ...visited, report } : visited;
  }

  /** Whether an answer only says that there were too many requests. 503 does where what was answered before gets it now, too. */
  async isLimited(visited: Visited): Promise<boolean> {
    if (this.limitedBy !== undefined) return true;
    if (!("status" in visited) || !LIMITING.includes(visited.status)) return false;
    const again = visited.status === 503 ? await this.probe(ordinary.body) : visited;
    if ("status" in again && LIMITING.includes(again.status)) this.limitedBy = again.status;
    return this.limitedBy !== undefined;
  }

  /** Whether a host that has answered a probe before answers none any more, after an answer that is no probe's. Then the reason is not in what was posted. */
  async takesNoMore(visited: Visited): Promise<boolean> {
    if (await this.isLimited(visited)) return true;
    const again = await this.probe(ordinary.body);
    if (!isProbed(again)) this.limitedBy = "status" in again ? again.status : again.failure;
    return this.limitedBy !== undefined;
  }
}

function reportIn(text: string): ProbeReport | undefined {
  try {
    return probeReportSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function isProbed(visited: Visited | Probed): visited is Probed {
  return "report" in visited;
}
