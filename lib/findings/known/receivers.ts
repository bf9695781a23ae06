import { type FindingText } from "../finding.js";

/** On the receiver itself: its inbox and its handlers. */
export const receiverFindings = {
  DOCTOR_MEMORY_INBOX: {
    severity: "error",
    what: "The inbox is in memory, and NODE_ENV is production.",
    why: "What was answered with 200 and not yet handled is lost when the process ends.",
    mend: "Use sqliteInbox() or postgresInbox().",
  },
  DOCTOR_INBOX_DOWN: {
    severity: "error",
    what: "The inbox does not answer.",
    why: "What the vendor posts cannot be recorded; it gets a 503.",
    mend: "Look at the inbox's store: the disk, the file's permissions, the database server. The receiver's log has the error.",
  },
  DOCTOR_INBOX_UNREADABLE: {
    severity: "error",
    what: "The doctor cannot read the inbox.",
    why: "How it is cannot be told; and where the receiver has the same trouble, it records nothing.",
    mend: "Name the file or the database that the receiver has in its options, and run the doctor as the user that the receiver runs as, or as one who may read it.",
  },
  DOCTOR_BACKLOG: {
    severity: "warning",
    what: "Postbacks have been waiting for more than five minutes.",
    why: "No process delivers, handlers are too slow, or they fail and are tried again.",
    mend: "Look whether a process without `deliver: false` runs, and what onError() or the log says. With `listen`, --forward passes them on.",
  },
  DOCTOR_DEAD_LETTERS: {
    severity: "warning",
    what: "Some postbacks were given up after all attempts.",
    why: "The application has not handled them, and will not by itself.",
    mend: "Look at `list({ state: \"dead\" })` and its `lastError`; mend the handler, then `redeliver({ state: \"dead\" })`. What `listen` could not pass on `replay` sends again.",
  },
  DOCTOR_FORWARD_FAILED: {
    severity: "warning",
    what: "Postbacks in the file of `listen` were not taken by the application that --forward names.",
    why: "The application has not handled them. `listen` passes everything on only once.",
    mend: "Start the application, and send them with `replay`. They stay in the file, and are told of again.",
  },
  DOCTOR_FORWARD_WAITING: {
    severity: "note",
    what: "Postbacks wait in the file of `listen`: they came without --forward.",
    why: "No application has them.",
    mend: "Start `listen` with --forward, which passes them on first, or send them with `replay`.",
  },
  DOCTOR_HANDLERS_NONE: {
    severity: "warning",
    what: "The receiver has no handlers.",
    why: "Everything counts as delivered, and nothing happens.",
    mend: "Subscribe, or set `deliver: false` where another process delivers.",
  },
  DOCTOR_UNHANDLED: {
    severity: "warning",
    what: "Events came, and nobody was subscribed to them.",
    why: "They count as delivered, and nothing has happened.",
    mend: "Subscribe to them; redeliver({ type }) brings back what came before.",
  },
} as const satisfies Record<string, FindingText>;
