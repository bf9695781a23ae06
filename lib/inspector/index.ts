export { type Inspector, inspector } from "./inspector.js";
export { type InspectorOptions, type Permission, type Visitor } from "./options.js";
