import tseslint from "typescript-eslint";

/** The rooms of lib/ in the order in which they build on each other: a room may use those before it. */
const ROOMS = ["wire", "inbox", "answering", "delivery", "http"];

const roomRules = ROOMS.map((room, index) => {
  const later = [...ROOMS.slice(index + 1).map((name) => `**/${name}/*`), "**/postbacks-api.js", "**/postbacks.js", "**/index.js"];
  const forWire = room === "wire" ? ["../*"] : [];
  return {
    files: [`lib/${room}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: [...later, ...forWire], message: `lib/${room} may not import this: see the order of the rooms in eslint.config.js.` }] },
      ],
    },
  };
});

/** What stands beside the rooms uses the public face, and what any file of lib/ itself may use. */
const BESIDE = ["client", "testing", "inspector"];

const besideRules = BESIDE.map((name) => {
  const others = [...ROOMS, ...BESIDE].filter((other) => other !== name).join("|");
  return {
    files: [`lib/${name}/**/*.ts`],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ regex: `^(\\.\\./)+(${others})/`, message: `lib/${name} uses lib/index.ts, not the inside of another room.` }] }],
    },
  };
});

/** The command line uses what a user has: the entry points of the package, and what any file of lib/ itself may use. */
const commandLineRules = {
  files: ["lib/cli/**/*.ts"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${[...ROOMS, ...BESIDE].join("|")})/(?!(?<=/(client|testing|inspector)/)index\\.js$|(?<=/inbox/)(sqlite|postgres)\\.js$)`,
            message: "lib/cli uses the entry points of the package, not the inside of a room.",
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "node_modules/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true } }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      // An event is an interface of its own so that its name and its documentation show on hover.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Express tells an error handler by its four parameters.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
      // A function that promises is async, so that what it throws is a rejection.
      "@typescript-eslint/promise-function-async": "error",
      "@typescript-eslint/require-await": "off",
      // Requests are described by their shape, so that Express's and the host's own all fit.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    },
  },
  {
    files: ["lib/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "BinaryExpression[operator=/^[!=]=/] > Identifier[name=/^(token|secret)$/i]",
          message: "Compare secrets in constant time, in lib/http/tokens.ts.",
        },
      ],
    },
  },
  {
    files: ["__tests__/**/*.ts"],
    rules: {
      // Handlers throw whatever they like, and matchers of the test runner are `any`.
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
  ...roomRules,
  ...besideRules,
  commandLineRules,
  { files: ["*.config.ts", "**/*.d.ts"], rules: { "no-restricted-exports": "off" } },
);
