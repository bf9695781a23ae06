import { writeFileSync } from "node:fs";
import { reference } from "./reference.js";

writeFileSync("lib/llms.txt", reference(process.cwd()));
