import express5 from "express";
import express4 from "express4";

/** Both versions, for `describe.each`. */
export const expresses: [name: string, express: typeof express5][] = [
  ["Express 5", express5],
  ["Express 4", express4],
];
