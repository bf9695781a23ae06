export { startVendor } from "./vendor/start.js";
export { type Vendor } from "./vendor/vendor.js";
export { type Precedence, type VendorNumber, type VendorOptions } from "./vendor/options.js";
export { type Delays } from "./vendor/life/delays.js";
export { type Inferred } from "./vendor/inferred.js";
export { type Answered, type CallConduct, type Handset } from "./vendor/life/handset.js";
export { type Interference } from "./vendor/protocols/interference.js";
export { type PostedBack } from "./vendor/life/poster.js";
export { type Requested } from "./vendor/protocols/requested.js";
