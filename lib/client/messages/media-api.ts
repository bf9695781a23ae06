import { type CallOptions } from "../request/transport.js";

/** What is attached to messages: either its bytes or the URL from which the vendor fetches them. */
export interface NewMedia {
  filename: string;
  content?: Uint8Array | undefined;
  url?: string | undefined;
  tags?: readonly string[] | undefined;
}

/** What the vendor keeps of one's media. */
export interface StoredMedia {
  /** For `media` of a message. */
  mediaId: string;
  filename: string | undefined;
  /** In bytes. */
  size: number | undefined;
  mimeType: string | undefined;
  at: Date | undefined;
  tags: readonly string[];
}

export interface MediaQuery {
  mediaId?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
  fileType?: string | undefined;
  filenamePattern?: string | undefined;
  /** What came with this message. */
  incomingMessageId?: string | undefined;
  /** What went with this message. */
  outgoingMessageId?: string | undefined;
  /** In bytes. */
  smallest?: number | undefined;
  largest?: number | undefined;
  tags?: readonly string[] | undefined;
  page?: number | undefined;
  pageSize?: number | undefined;
}

/** Names of the fields are of the vendor's contract, the form of the requests INFERRED. All reject with a VendorError. */
export interface MediaMethods {
  createMedia(given: NewMedia, options?: CallOptions): Promise<StoredMedia>;
  /** One page of what there is; without `page` the vendor's first. */
  mediaInfo(query?: MediaQuery, options?: CallOptions): Promise<StoredMedia[]>;
  /** What the vendor gives for it: probably the content in base64, but no document says so. */
  getMedia(mediaId: string, options?: CallOptions): Promise<string>;
  removeMedia(mediaId: string, options?: CallOptions): Promise<boolean>;
}
