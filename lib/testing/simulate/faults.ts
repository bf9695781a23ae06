import { type Fault } from "./fault.js";
import { brokenPercent } from "./faults/broken-percent.js";
import { cutOff } from "./faults/cut-off.js";
import { outOfOrder } from "./faults/out-of-order.js";
import { receiptFirst } from "./faults/receipt-first.js";
import { repeated } from "./faults/repeated.js";
import { slow } from "./faults/slow.js";
import { together } from "./faults/together.js";
import { unencodedReceipt } from "./faults/unencoded-receipt.js";
import { wrongCharset } from "./faults/wrong-charset.js";
import { zeroThenOne } from "./faults/zero-then-one.js";
import { type FaultName } from "./planned.js";

/** Everything that can be made to go wrong. */
export const faults: Readonly<Record<FaultName, Fault>> = {
  "unencoded-receipt": unencodedReceipt,
  "wrong-charset": wrongCharset,
  "broken-percent": brokenPercent,
  "zero-then-one": zeroThenOne,
  "receipt-first": receiptFirst,
  "out-of-order": outOfOrder,
  together,
  repeated,
  "cut-off": cutOff,
  slow,
};
