interface Operation {
  readonly method: "GET" | "POST";
  /** Whether asking twice does no more than asking once. Reads that mark what they read do. */
  readonly repeatable: boolean;
  /** What the form of the request rests on: the vendor's pages, its machine-made contract, or likeness to the others. */
  readonly known: "documented" | "contract" | "inferred";
}

/** The operations of Messaging.svc that the client uses. A table with the vendor's pages: lib/client/README.md. */
export const operations = {
  SendMessage: { method: "POST", repeatable: false, known: "documented" },
  AdvancedSMSsend: { method: "POST", repeatable: false, known: "documented" },
  SimpleSMSsend: { method: "GET", repeatable: false, known: "contract" },
  SimpleSMSsendWithPostback: { method: "GET", repeatable: false, known: "contract" },
  ReadMessageStatus: { method: "GET", repeatable: true, known: "documented" },
  GetMessageStatus: { method: "GET", repeatable: true, known: "documented" },
  GetMessageStatusByReferenceID: { method: "GET", repeatable: true, known: "documented" },
  // Unless it is asked for unread ones only.
  ReadIncomingMessages: { method: "POST", repeatable: true, known: "documented" },
  GetUnreadIncomingMessages: { method: "GET", repeatable: false, known: "documented" },
  CancelMessage: { method: "GET", repeatable: false, known: "documented" },
  GetUnsubscribedNumbers: { method: "GET", repeatable: true, known: "inferred" },
  SetPostbackUrlForLicenseKey: { method: "GET", repeatable: false, known: "documented" },
  SetPostbackUrlForPhoneNumber: { method: "GET", repeatable: false, known: "documented" },
  SetPostbackEnabledForLicenseKey: { method: "GET", repeatable: false, known: "inferred" },
  SetPostbackEnabledForPhoneNumber: { method: "GET", repeatable: false, known: "inferred" },
  GetPostbackSettingsForLicenseKey: { method: "GET", repeatable: true, known: "contract" },
  GetPostbackSettingsForPhoneNumber: { method: "GET", repeatable: true, known: "inferred" },
  CreateMediaFromContent: { method: "POST", repeatable: false, known: "inferred" },
  CreateMediaFromUrl: { method: "POST", repeatable: false, known: "inferred" },
  GetMediaInfo: { method: "POST", repeatable: true, known: "inferred" },
  GetMedia: { method: "GET", repeatable: true, known: "inferred" },
  RemoveMedia: { method: "GET", repeatable: false, known: "inferred" },
  GetKeywords: { method: "GET", repeatable: true, known: "inferred" },
  AssignKeyword: { method: "POST", repeatable: false, known: "inferred" },
  RemoveKeyword: { method: "POST", repeatable: false, known: "inferred" },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
