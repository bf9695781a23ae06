import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { count, date, guid, text } from "../request/arguments.js";
import { ask, wireDate } from "../request/ask.js";
import { type ClientContext } from "../context.js";
import { refusal } from "../request/failures.js";
import { type MediaMethods, type MediaQuery, type NewMedia, type StoredMedia } from "./media-api.js";
import { type CallOptions } from "../request/transport.js";
import { wireCount, wireFlag, wireList, wireText } from "../request/vendor-fields.js";

const newMedia = z
  .object({
    filename: text,
    content: z.instanceof(Uint8Array, { error: "expected bytes" }).optional(),
    url: z.url({ protocol: /^https?$/, error: "expected an http or https URL" }).optional(),
    tags: z.array(text).optional(),
  })
  .refine(({ content, url }) => (content === undefined) !== (url === undefined), { path: ["content"], error: "expected `content` or `url`, one of them" });
const mediaId = z.object({ mediaId: z.string().regex(/^\d{1,15}$/, "expected the number of a medium, as text") });
const size = z.int().nonnegative();
const query = z.object({
  mediaId: mediaId.shape.mediaId.optional(),
  since: date.optional(),
  until: date.optional(),
  fileType: text.optional(),
  filenamePattern: text.optional(),
  incomingMessageId: guid.optional(),
  outgoingMessageId: guid.optional(),
  smallest: size.optional(),
  largest: size.optional(),
  tags: z.array(text).optional(),
  page: count.optional(),
  pageSize: count.optional(),
});

const metadata = z.object({
  FileDate: wireText,
  FileName: wireText,
  FileSize: wireCount,
  MediaId: z.union([z.string(), z.number()]).transform(String),
  MimeType: wireText,
  Tags: wireList(z.string()),
});

export function mediaMethods(context: ClientContext): MediaMethods {
  const { licenseKey: LicenseKey } = context;
  return {
    createMedia: async (given, options) => createMedia(context, given, options),
    mediaInfo: async (given = {}, options) => {
      checkOptions("mediaInfo()", query, given);
      const { Media } = await ask(context, "GetMediaInfo", criteria(context, given), z.object({ Media: wireList(metadata) }), options);
      return Media.map((one) => mediaOf(context, one));
    },
    getMedia: async (id, options) => {
      checkOptions("getMedia()", mediaId, { mediaId: id });
      const said = await ask(context, "GetMedia", { LicenseKey, MediaId: id }, wireText, options);
      if (said === undefined) throw refusal("GetMedia", "notFound", "");
      return said;
    },
    removeMedia: async (id, options) => {
      checkOptions("removeMedia()", mediaId, { mediaId: id });
      return ask(context, "RemoveMedia", { LicenseKey, MediaId: id }, wireFlag, options);
    },
  };
}

async function createMedia(context: ClientContext, given: NewMedia, options?: CallOptions): Promise<StoredMedia> {
  checkOptions("createMedia()", newMedia, given);
  const { content, filename, url, tags } = given;
  const operation = content ? "CreateMediaFromContent" : "CreateMediaFromUrl";
  const common = { Filename: filename, LicenseKey: context.licenseKey, Tags: tags };
  const body = content ? { Base64EncodedContent: Buffer.from(content).toString("base64"), ...common } : { ...common, Url: url };
  const said = await ask(context, operation, body, metadata, options);
  if (/^0*$/.test(said.MediaId)) throw refusal(operation, "notTaken", said.MediaId);
  return mediaOf(context, said);
}

function criteria({ licenseKey }: ClientContext, given: MediaQuery) {
  return {
    EndDate: wireDate(given.until),
    FilenamePattern: given.filenamePattern,
    FileType: given.fileType,
    IncomingMessageId: given.incomingMessageId,
    LicenseKey: licenseKey,
    MaximumFileSize: given.largest,
    MediaId: given.mediaId === undefined ? undefined : Number(given.mediaId),
    MinimumFileSize: given.smallest,
    OutgoingMessageId: given.outgoingMessageId,
    PageNumber: given.page,
    PageSize: given.pageSize,
    StartDate: wireDate(given.since),
    Tags: given.tags,
  };
}

function mediaOf({ instant }: ClientContext, said: z.output<typeof metadata>): StoredMedia {
  return { mediaId: said.MediaId, filename: said.FileName, size: said.FileSize, mimeType: said.MimeType, at: instant(said.FileDate), tags: said.Tags };
}
