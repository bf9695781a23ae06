import { instant } from "../../../index.js";
import { type Answer, date, flag, list, long, record, text } from "../protocols/answer.js";
import { type Given } from "../given.js";
import { type Media, sizeOf } from "../records/media.js";
import { type Service } from "../service.js";
import { type MessagingOperation, either, ownKeyOf, post } from "./operation.js";

/** Files for MMS; their REST forms are not documented. */
export const mediaOperations: Readonly<Record<string, MessagingOperation>> = {
  CreateMediaFromContent: post((given, service) => metadata(create(given, service, given.text("Base64EncodedContent") ?? ""))),
  // The stand-in fetches nothing: such a file is empty.
  CreateMediaFromUrl: post((given, service) => metadata(create(given, service, ""))),
  GetMedia: either((given, service) => text(service.media.byId(ownKeyOf(given, service), given.number("MediaId"))?.content)),
  GetMediaInfo: either((given, service) => {
    const size = given.number("PageSize") || PAGE_SIZE;
    const start = (Math.max(1, given.number("PageNumber") ?? 1) - 1) * size;
    return record("MediaInfoResponse", { Media: list("MediaMetadata", find(given, service).slice(start, start + size).map(metadata)) });
  }),
  RemoveMedia: either((given, service) => flag(service.media.remove(ownKeyOf(given, service), given.number("MediaId")))),
};

const PAGE_SIZE = 20;

function create(given: Given, service: Service, content: string): Media {
  return service.media.add({
    licenseKey: ownKeyOf(given, service),
    id: service.ids.mediaId(),
    name: given.text("Filename") ?? "",
    tags: given.texts("Tags"),
    createdAt: service.scheduler.now(),
    content,
  });
}

function find(given: Given, service: Service): readonly Media[] {
  const licenseKey = ownKeyOf(given, service);
  const carried = carriedBy(given, service, licenseKey);
  const found = service.media.list({
    licenseKey,
    id: given.number("MediaId"),
    since: instant(given.text("StartDate")),
    until: instant(given.text("EndDate")),
    type: given.text("FileType"),
    name: given.text("FilenamePattern"),
    atLeast: given.number("MinimumFileSize"),
    atMost: given.number("MaximumFileSize"),
    tags: given.texts("Tags"),
  });
  return carried ? found.filter(({ id }) => carried.includes(id)) : found;
}

/** The media of the message that is asked about; `undefined` when none is. */
function carriedBy(given: Given, { messages }: Service, licenseKey: string): readonly number[] | undefined {
  const incoming = given.text("IncomingMessageId");
  if (incoming) return messages.incomingById(licenseKey, incoming)?.attachments ?? [];
  const outgoing = given.text("OutgoingMessageId");
  return outgoing ? (messages.byId(outgoing)?.attachments ?? []).map(Number) : undefined;
}

function metadata(media: Media): Answer {
  return record("MediaMetadata", {
    FileDate: date(media.createdAt),
    FileName: text(media.name),
    FileSize: long(sizeOf(media)),
    MediaId: long(media.id),
    MimeType: text(media.mimeType),
    Tags: list("string", media.tags.map(text)),
  });
}
