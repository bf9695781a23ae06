import { PROBE_FIELD } from "../../probe-report.js";

/** A body that is posted to see how it arrives. */
export interface Sample {
  readonly name: string;
  readonly body: Buffer;
}

const begun = (rest: string, encoding: BufferEncoding = "utf8"): Buffer => Buffer.from(`${PROBE_FIELD}=1&${rest}`, encoding);

/** As the vendor posts most of it: .NET's form encoding. It goes first; without an answer to it nothing else is posted. */
export const ordinary: Sample = { name: "an ordinary postback", body: begun("Message=Gr%c3%bc%c3%9fe+%26+more%3b+100%25+%2b+1&ReferenceID=") };

/** What proxies and parsers damage. */
export const samples: readonly Sample[] = [
  {
    name: "a receipt, which the vendor does not encode",
    body: begun("DeliveryReceiptMessage=sm: msg: id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:Tea; 100% a+b [x]=1&2&Code=000"),
  },
  { name: "bytes that are not UTF-8", body: begun("Message=caf\xe9+%e9", "latin1") },
  { name: "brackets, dots and repeated names", body: begun("a[b][c]=1&a[b][c]=2&d.e=3&f=") },
  { name: "a long text", body: begun(`Message=${"0123456789abcde+".repeat(512)}&Last=1`) },
];

export const inChunks: Sample = { ...ordinary, name: "a body in chunks" };
