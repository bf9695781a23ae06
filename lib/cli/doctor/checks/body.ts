import { isDeepStrictEqual } from "node:util";
import { classify } from "../../../index.js";
import { type ProbeReport } from "../../../probe-report.js";
import { type Finding, finding } from "../../../findings/finding.js";
import { type KnownFinding } from "../../../findings/findings.js";
import { type Host, type Probed, isProbed } from "../host.js";
import { type Sample, inChunks, ordinary, samples } from "../samples.js";
import { hide, secretsOf } from "../token.js";

/** Posts bodies that proxies and parsers damage, and looks what arrives. @param first The answer to the ordinary one. */
export async function body(host: Host, first: Probed): Promise<Finding[]> {
  const found = new Map<KnownFinding, string[]>();
  const add = (code: KnownFinding, detail: string): void => void found.set(code, [...(found.get(code) ?? []), detail]);
  const judge = (sample: Sample, report: ProbeReport): void => {
    const code = damage(sample.body, report);
    if (code) add(code, `${sample.name}${difference(sample.body, report, secretsOf(host.url))}`);
  };
  judge(ordinary, first.report);
  for (const sample of samples) {
    const visited = await host.probe(sample.body);
    if (isProbed(visited)) judge(sample, visited.report);
    else if (await host.takesNoMore(visited)) break;
    else add("DOCTOR_BODY_REFUSED", `${sample.name} (${"status" in visited ? visited.status : visited.failure})`);
  }
  if (await losesChunks(host, first)) add("DOCTOR_CHUNKED", inChunks.name);
  if (!first.continued) add("DOCTOR_CONTINUE", ordinary.name);
  // Where something is lost it goes without saying that a parser is there.
  if (found.has("DOCTOR_BODY_PARSER_LOSES")) found.delete("DOCTOR_BODY_PARSED");
  return [...found].map(([code, details]) => finding(code, `With ${details.join("; with ")}.`));
}

async function losesChunks(host: Host, first: Probed): Promise<boolean> {
  if (host.limitedBy !== undefined) return false;
  const chunked = await host.probe(inChunks.body, host.url, { chunked: true });
  if (isProbed(chunked)) return chunked.report.body === "" && first.report.body !== "";
  return !(await host.takesNoMore(chunked));
}

/** What has happened to a body on its way, if anything. The library itself is the measure: what it reads the same is the same. */
function damage(sent: Buffer, { via, body: arrived, fields }: ProbeReport): KnownFinding | undefined {
  const meant = classify(sent);
  if (via === "lost" || arrived === "") return "DOCTOR_BODY_EMPTY";
  if (arrived === meant.raw) return undefined;
  const isSame = isDeepStrictEqual({ ...fields }, { ...meant.fields });
  if (via === "parsed") return isSame ? "DOCTOR_BODY_PARSED" : "DOCTOR_BODY_PARSER_LOSES";
  if (isSame) return "DOCTOR_BODY_REENCODED";
  return meant.raw.startsWith(arrived) ? "DOCTOR_BODY_CUT" : "DOCTOR_BODY_CHANGED";
}

/** Where it begins to differ. The bodies are ours; what has arrived is what the host says. A piece of a secret would no longer be known for one. */
function difference(sent: Buffer, { body }: ProbeReport, secrets: readonly string[]): string {
  const { raw } = classify(sent);
  const arrived = hide(secrets, body);
  if (arrived === "") return "";
  let same = 0;
  while (same < raw.length && raw[same] === arrived[same]) same += 1;
  const shown = (text: string): string => JSON.stringify(text.slice(Math.max(0, same - 8), same + 12));
  return ` (sent ${shown(raw)}, arrived ${shown(arrived)})`;
}
