import { type Finding, finding } from "../../../findings/finding.js";
import { type KnownFinding } from "../../../findings/findings.js";
import { type Unanswered } from "../visit.js";

/** What the codes of Node and OpenSSL mean, the first that fits. */
const MEANINGS: readonly (readonly [RegExp, KnownFinding])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, "DOCTOR_NAME_UNKNOWN"],
  [/^ETIMEDOUT$/, "DOCTOR_NO_ANSWER"],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, "DOCTOR_CERTIFICATE_EXPIRED"],
  [/^ERR_TLS_CERT_ALTNAME/, "DOCTOR_CERTIFICATE_HOST"],
  [/SELF_SIGNED|^UNABLE_TO_|^CERT_|^INVALID_CA$/, "DOCTOR_CERTIFICATE_UNTRUSTED"],
  [/^(EPROTO|ERR_SSL|ERR_TLS)/, "DOCTOR_TLS"],
];

/** Why there is no answer. */
export function connection({ failure }: Unanswered): Finding {
  const [, code] = MEANINGS.find(([pattern]) => pattern.test(failure)) ?? [];
  return finding(code ?? "DOCTOR_UNREACHABLE", failure);
}
