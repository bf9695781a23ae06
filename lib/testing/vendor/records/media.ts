/** A file that messages can carry. */
export interface Media {
  readonly id: number;
  readonly licenseKey: string;
  readonly name: string;
  readonly mimeType: string;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  /** In base64; empty for one that is somewhere else. */
  readonly content: string;
}

export interface MediaFilter {
  readonly licenseKey: string;
  readonly id?: number | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** An extension or a MIME type. */
  readonly type?: string | undefined;
  /** With `*` for anything. */
  readonly name?: string | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  readonly tags: readonly string[];
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["gif", "image/gif"],
  ["jpeg", "image/jpeg"],
  ["jpg", "image/jpeg"],
  ["mp3", "audio/mpeg"],
  ["mp4", "video/mp4"],
  ["pdf", "application/pdf"],
  ["png", "image/png"],
  ["txt", "text/plain"],
  ["vcf", "text/vcard"],
]);

/** Every file. */
export class MediaFiles {
  #files: Media[] = [];

  add(file: Omit<Media, "mimeType">): Media {
    const media = { ...file, mimeType: TYPES.get(extensionOf(file.name)) ?? "application/octet-stream" };
    this.#files.push(media);
    return media;
  }

  byId(licenseKey: string, id: number | undefined): Media | undefined {
    return this.#files.find((one) => one.licenseKey === licenseKey && one.id === id);
  }

  list(filter: MediaFilter): readonly Media[] {
    return this.#files.filter((one) => fits(one, filter));
  }

  remove(licenseKey: string, id: number | undefined): boolean {
    const file = this.byId(licenseKey, id);
    this.#files = this.#files.filter((one) => one !== file);
    return file !== undefined;
  }
}

/** In bytes. */
export function sizeOf({ content }: Media): number {
  return Buffer.from(content, "base64").length;
}

function fits(one: Media, filter: MediaFilter): boolean {
  const size = sizeOf(one);
  return (
    one.licenseKey === filter.licenseKey &&
    (filter.id === undefined || one.id === filter.id) &&
    (!filter.since || one.createdAt >= filter.since) &&
    (!filter.until || one.createdAt <= filter.until) &&
    (!filter.type || [extensionOf(one.name), one.mimeType].includes(filter.type.toLowerCase())) &&
    (!filter.name || patternOf(filter.name).test(one.name)) &&
    (filter.atLeast === undefined || size >= filter.atLeast) &&
    (filter.atMost === undefined || size <= filter.atMost) &&
    filter.tags.every((tag) => one.tags.includes(tag))
  );
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[^\w\s]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`, "i");
}
