import { type MessageStatus, type Refusal } from "../records/codes.js";
import { scheduledDate } from "../protocols/dates.js";
import { sizeOf } from "../records/media.js";
import { type Message } from "../records/messages.js";
import { readDestination, readNumber } from "../records/numbers.js";
import { type Service } from "../service.js";

/** One message to one recipient, as it was asked for. */
export interface SendRequest {
  /** `undefined` for one that the vendor does not know. */
  readonly licenseKey: string | undefined;
  readonly to: string;
  readonly text: string;
  readonly from: string | undefined;
  readonly mms: boolean;
  readonly attachments: readonly string[];
  readonly referenceId: string | undefined;
  readonly postbackUrl: string | undefined;
  readonly scheduled: string | undefined;
}

type KnownRequest = SendRequest & { readonly licenseKey: string };

const LARGEST_MMS = 1024 * 1024;

/** Why a message is refused, in the order in which the stand-in looks. */
const CHECKS: readonly (readonly [Refusal, (request: KnownRequest, service: Service) => boolean])[] = [
  ["InvalidDestination", ({ to }) => readDestination(to) === undefined],
  ["NoMessage", ({ text, attachments }) => text === "" && attachments.length === 0],
  ["InvalidDateTime", ({ scheduled }) => scheduledDate(scheduled) === "not UTC"],
  ["MissingDidOrInvalidMessageId", ({ licenseKey }, { accounts }) => accounts.numbersOf(licenseKey).length === 0],
  ["InvalidDid", ({ licenseKey, from }, { accounts }) => Boolean(from) && !accounts.owns(licenseKey, readNumber(from))],
  ["StopOnPhoneNumber", ({ licenseKey, to }, { accounts }) => accounts.hasStopped(licenseKey, readDestination(to) ?? to)],
  ["Failed", ({ attachments, mms }) => attachments.length > 0 && !mms],
  ["Failed", (request, service) => request.attachments.some((one) => isMissing(one, request, service))],
  ["MessageExceedsLimit", (request, service) => request.attachments.reduce((sum, one) => sum + sizeIn(one, request, service), 0) > LARGEST_MMS],
];

/** Sends a message, or says why not. */
export function send(request: SendRequest, service: Service): Message | Refusal {
  const { licenseKey, to, from } = request;
  if (licenseKey === undefined) return "InvalidLicenseKey";
  const known = { ...request, licenseKey };
  const refusal = CHECKS.find(([, refuses]) => refuses(known, service))?.[0];
  const sender = readNumber(from) ?? (refusal ? undefined : service.accounts.nextSender(licenseKey));
  const recipient = readDestination(to);
  if (refusal || sender === undefined || recipient === undefined) return refusal ?? "Failed";
  const scheduledAt = scheduledDate(request.scheduled);
  const status: MessageStatus = "Ready";
  const message: Message = {
    ...known,
    id: service.ids.guid(),
    from: sender,
    to: recipient,
    givenTo: to,
    referenceId: request.referenceId || undefined,
    postbackUrl: request.postbackUrl || undefined,
    scheduledAt: scheduledAt === "not UTC" ? undefined : scheduledAt,
    status,
    sentAt: undefined,
  };
  service.messageLife.begin(message);
  return message;
}

/** A media id that the key does not have; a URL may be anything. */
function isMissing(attachment: string, { licenseKey }: KnownRequest, { media }: Service): boolean {
  return /^\d+$/.test(attachment) && media.byId(licenseKey, Number(attachment)) === undefined;
}

function sizeIn(attachment: string, { licenseKey }: KnownRequest, { media }: Service): number {
  const file = media.byId(licenseKey, Number(attachment));
  return file ? sizeOf(file) : 0;
}
