/** @jest-config-loader esbuild-register */
import type { Config } from "jest";

const config: Config = {
  testEnvironment: "node",
  // One for each processor: many tests wait for programs that they have started.
  maxWorkers: "100%",
  // What a worker keeps of each test makes it slow in the end, also to end.
  workerIdleMemoryLimit: "400MB",
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  globalSetup: "<rootDir>/__tests__/support/postgres-setup.ts",
  globalTeardown: "<rootDir>/__tests__/support/postgres-teardown.ts",
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } }],
  },
  moduleNameMapper: {
    "^(\\.{1,2}/.*)\\.js$": "$1",
    "^cdyne-postback$": "<rootDir>/lib/index.ts",
    "^cdyne-postback/inbox-contract$": "<rootDir>/lib/inbox/contract.ts",
    "^cdyne-postback/(client|inspector|testing)$": "<rootDir>/lib/$1/index.ts",
    "^cdyne-postback/(sqlite|postgres)$": "<rootDir>/lib/inbox/$1.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
};

export default config;
