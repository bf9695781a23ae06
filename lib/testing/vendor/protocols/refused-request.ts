/** A request that the vendor's framework refuses before its operation is asked. */
export class RefusedRequest extends Error {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;

  constructor(status: number, contentType: string, body: string) {
    super(`HTTP ${status}`);
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }
}

/** WCF's page for what it cannot read (INFERRED). */
export function wcfError(status: number, what: string): RefusedRequest {
  const page = `<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>${what}</title></head><body><div id="content"><p class="heading1">${what}</p></div></body></html>`;
  return new RefusedRequest(status, "text/html; charset=UTF-8", page);
}

/** ASMX's one line for what it cannot read (INFERRED). */
export function asmxError(what: string): RefusedRequest {
  return new RefusedRequest(500, "text/plain; charset=utf-8", `System.InvalidOperationException: ${what}\r\n`);
}
