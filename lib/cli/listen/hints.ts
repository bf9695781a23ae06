import { type Colours } from "../output.js";

interface HintsOptions {
  /** Under which address the vendor can reach it, if that is known. */
  readonly reachable: URL | undefined;
  readonly port: number;
  /** Whether its token lies beside the file, where the next start finds it. */
  readonly isKept: boolean;
}

/** What to do with a PostBackURL. */
export function hints(url: string, { reachable, port, isKept }: HintsOptions, { bold, dim, yellow }: Colours): string[] {
  const tunnel = [
    "  The vendor can only post to a public address. A tunnel makes one of this machine, for instance",
    `    cloudflared tunnel --url http://localhost:${port}`,
    "  Then start again with the address that it prints: --public https://…",
  ];
  const plain = [yellow("  It is plain http: the secret, the numbers and the texts can be read on the way. Use https.")];
  return [
    `PostBackURL: ${bold(url)}`,
    ...(reachable === undefined ? tunnel : reachable.protocol === "http:" ? plain : []),
    "Where the vendor is told of it:",
    "  a message   PostbackUrl of SendMessage; createClient({ postbackUrl }) of cdyne-postback/client puts it there",
    "  a call      StatusChangePostUrl of NotifyPhoneAdvanced; the same",
    "  a number    client.assignPostbacks(), or in the portal: Manage Services → SMS Notify! → DID",
    dim(`Whoever knows the URL can post to it. ${isKept ? "It stays the same at the next start. " : ""}Ctrl-C ends.`),
  ];
}
