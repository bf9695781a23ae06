/**
 * What can be wrong, by stable code: what it is, what it means and how to mend it. A problem is thrown as a
 * {@link PostbackError} or logged; `lib/ERRORS.md` has a section for each.
 */
export const problems = {
  CDYNE_TOKEN_MISSING:
    "No token is set, so anybody could post. The vendor signs nothing: the last segment of the PostBackURL is the only secret. " +
    "Make one with `node -p \"crypto.randomBytes(16).toString('hex')\"` and pass it as `tokens`; `tokens: false` opens the door on purpose.",
  CDYNE_TOKEN_SHORT: "A token has fewer than 16 characters, which can be guessed. Make a longer one: 32 hexadecimal digits are fine.",
  CDYNE_TOKEN_CHARACTERS:
    "A token has characters other than a-z, 0-9, - and _. The vendor may send a URL in lower case or encode it again, and then " +
    "such a token would never match. Use lower-case hexadecimal digits.",
  CDYNE_TOKEN_REPEATED: "The same token is set twice, so nobody could tell whose postback it is. Give each account a token of its own.",
  CDYNE_ALLOW_INVALID: "`allow` takes IP addresses and ranges such as 192.0.2.0/24 or 2001:db8::/32; leave it out to let every address post.",
  CDYNE_OPTION_INVALID: "An option is unknown or has a value that cannot be.",
  CDYNE_EVENT_UNKNOWN: "There is no event of this name, so the handler would never run.",
  CDYNE_HANDLER_INVALID: "A handler is not a function, so it could never run.",
  CDYNE_ACCOUNT_UNKNOWN: "It is not clear whose PostBackURL is meant: accounts are the labels of `tokens`.",
  CDYNE_URL_INVALID: "The base of a PostBackURL must be an absolute http or https URL in lower case without query and fragment, such as https://example.com/cdyne.",
  CDYNE_CLOSED: "close() was called; nothing can be recorded or delivered any more. Make a new object with createPostbacks().",
  CDYNE_INBOX_FULL:
    "The memory inbox holds as many waiting postbacks as it may and refuses more (the vendor gets a 503). " +
    "The handlers are too slow or hang; make them faster, raise `concurrency`, or raise the inbox's `limit`.",
  CDYNE_SQLITE_MISSING:
    "sqliteInbox() needs SQLite. Node 22.13 and later have it; with an older Node install the package libsql (npm install libsql).",
  CDYNE_SQLITE_NO_LOG: "SQLite cannot keep a write-ahead log (WAL) for this file, most likely because it is on a network. Put it on a disk of this machine.",
  CDYNE_SQLITE_GONE: "The database file was deleted or replaced while it was open; nothing more is recorded until the process is restarted (the vendor gets a 503).",
  CDYNE_INBOX_NEWER:
    "The inbox was written by a newer version of this library, or the database has another use. Nothing in it was changed. Install that version again, or take another database.",
  CDYNE_INBOX_OLDER:
    "There is no inbox in the file, or an older version of this library has written it. With `readOnly` nothing is made or brought up to date. " +
    "Name the receiver's file, or look with the version that the receiver has.",
  CDYNE_PG_MISSING: "postgresInbox() with a `connectionString` needs the package `pg`, and it is not there. Run `npm install pg`.",
  CDYNE_RECORD_TIMEOUT: "The inbox did not record a postback within `recordTimeout`, and the vendor got a 503. Look at the inbox's store.",
  CDYNE_RECORD_FAILED: "A postback could not be read or recorded, and the vendor got a 503. Look at the inbox's store, and at what stands before the router.",
  CDYNE_BODY_TOO_LARGE: "A body was larger than `bodyLimit`, and the vendor got a 413. Nothing of it was recorded.",
  CDYNE_BODY_TOO_SLOW: "A body did not arrive within `readTimeout`, and the vendor got a 408. Nothing of it was recorded.",
  CDYNE_BODY_ENCODED:
    "A body had a Content-Encoding that is unknown, or was not encoded as that says, and the vendor got a 415. Nothing of it was recorded. " +
    "The vendor encodes nothing: look at the proxy before the server.",
  CDYNE_ADDRESS_REFUSED:
    "A request with a right token came from an address that `allow` does not have, and got a 404. " +
    "Behind a proxy it is the proxy's address unless Express's `trust proxy` is set.",
  CDYNE_BODY_LOST:
    "Something before the router read the body and kept nothing of it, so there was nothing to record, and the vendor got a 503. " +
    "Mount the router before it, or let it leave the result in req.body or req.rawBody.",
  CDYNE_CLAIM_FAILED: "The inbox could not hand out postbacks for delivery; it is asked again each second. A failure that lasts is logged once a minute.",
  CDYNE_SETTLE_FAILED:
    "The inbox could not note that a postback was delivered; it is told again in a second. If the process ends before, " +
    "the handlers may run for it again.",
  CDYNE_RENEW_FAILED:
    "The inbox could not renew what is taken out of it. If that goes on for longer than `lease`, another process may run the same handlers.",
  CDYNE_PRUNE_FAILED: "The inbox could not remove what need not be kept any longer; it is asked again in ten minutes.",
  CDYNE_INBOX_TIMEOUT: "The inbox did not answer within `recordTimeout`.",
  CDYNE_HANDLER_TIMEOUT: "A handler's promise did not settle before its deadline (`handlerTimeout`). It counts as failed, and what it does after that disturbs nobody.",
  CDYNE_HANDLER_FAILED: "A handler failed. Subscribe with onError() to get the event and the error itself.",
  CDYNE_ATTEMPTS_LOST:
    "A postback was handed out again and again, and no attempt on it ever ended. Most likely one of its handlers ends the process. " +
    "It is a dead letter now, so that the others of its subject go on.",
  CDYNE_ON_ERROR_FAILED: "A handler of onError() failed itself. It does not disturb anything else.",
  CDYNE_CLOSED_EARLY:
    "close() did not wait any longer. Handlers are still running, or postbacks wait in an inbox that forgets them.",
  CDYNE_CLOSE_FAILED: "The inbox could not be closed properly. What it has recorded is safe.",
  CDYNE_HANDLER_NONE:
    "A postback of this kind came, and no handler is subscribed to it. It is recorded and counts as delivered; redeliver({ type }) brings it back once there is one.",
  CDYNE_HANDLER_LATE:
    "A handler was subscribed while events were being handled; it missed the earlier ones, and if it is subscribed inside a handler, " +
    "their number grows with each event. Subscribe once, before the router is mounted.",
  CDYNE_HANDLER_REPEATED: "The same function is subscribed to the same event twice, and runs twice for each.",
  CDYNE_MEMORY_INBOX:
    "The inbox is in memory and NODE_ENV is production: what was answered with 200 and not yet handled is lost when the process is killed. " +
    "Use an inbox that keeps it, and call close() before the process ends.",
  CDYNE_MOUNTED_TWICE:
    "A router of this library stands twice in the way of one path, and the second never sees anything. Mount each once, below a path of its own; " +
    "several accounts on one path are `tokens: { acme: …, beta: … }` of one router.",
  CDYNE_CREATED_IN_REQUEST:
    "createPostbacks() was called while a request was handled, and not for the first time. What is made anew for each request forgets its handlers and opens its inbox " +
    "each time, and what an earlier run left is not delivered before somebody posts. Make it once, when the program starts.",
  CDYNE_PARSER_LOSES:
    "A body parser before the router has left less of a postback than was posted, or something else. Mount the router before it, or let the parser keep the bytes in `req.rawBody`.",
  CDYNE_PROXY_UNTRUSTED:
    "`allow` is set, a proxy stands before the server, and Express's `trust proxy` is not set (the plain listener has none): so `allow` is asked about the proxy's address " +
    "and not about that of whoever posts. Set `trust proxy` to the number of proxies, or to their addresses.",
  CDYNE_PROXY_TRUSTED_ALL:
    "`allow` is set and Express's `trust proxy` believes everybody, so that anybody can claim an address that is allowed. Set it to the number of proxies, or to their addresses.",
  CDYNE_TOKEN_LOGGED:
    "The host's access log (morgan or pino-http) gets the whole URL and most likely writes it, and so the secret with which anybody could post. Have it leave out or mask the " +
    "URL below the router's path, and take a new token. What morgan writes cannot be seen: once it masks the URL, switch this off with `checks: { CDYNE_TOKEN_LOGGED: false }`.",
  CDYNE_HANDLERS_DIFFER:
    "Another process has delivered from the same inbox for some minutes and has other handlers: what it takes, the handlers here never see, and the other way round. " +
    "While a new version is rolled out this is as it should be. Else give each application an inbox of its own, or let one of them only record (`deliver: false`).",
  CDYNE_LICENSE_KEY_INVALID:
    "The licence key is empty or no GUID; is the environment variable set? The vendor suspends the addresses from which wrong keys come, so it was not sent. Copy the key of the product anew.",
  CDYNE_LICENSE_KEY_REFUSED:
    "The vendor does not know the licence key, or not for this. Do not try again: it suspends the addresses from which wrong keys come.",
  CDYNE_ACCOUNT_REFUSED: "The vendor does not serve the account: it is suspended, has no credit, or may not do this with a demo key. Somebody has to talk to the vendor.",
  CDYNE_OPTED_OUT: "The recipient has sent STOP, and gets nothing from this licence key until he or she sends RESUME.",
  CDYNE_REQUEST_REFUSED: "The vendor refused what was asked for: a number, a text, a time or an id is not as it must be. The same again will be refused again.",
  CDYNE_NOT_FOUND: "The vendor does not know this message, call or number.",
  CDYNE_CALL_NOT_ALLOWED: "The vendor does not make this call now, or not to there.",
  CDYNE_CALL_UNREACHED: "The call reached nobody.",
  CDYNE_VENDOR_FAILED: "Something went wrong on the vendor's side. Look whether the message or the call exists before it is made again.",
  CDYNE_VENDOR_STATUS: "The vendor's server answered with an HTTP status other than 200.",
  CDYNE_VENDOR_ANSWER: "The vendor's server answered with something that cannot be read.",
  CDYNE_VENDOR_TIMEOUT: "The vendor's server did not answer in time.",
  CDYNE_VENDOR_UNREACHABLE: "The vendor's server could not be reached, or the connection broke.",
  CDYNE_CLIENT_MISSING: "There is nothing to answer with. Give createPostbacks() a `client`, made with createClient() of cdyne-postback/client.",
  CDYNE_SENDS_MISSING: "The inbox keeps no record of what goes out (`sends`), so nothing could be answered at most once. Take one of the library's, or add it.",
  CDYNE_INSPECTION_MISSING: "The inbox cannot be looked at as a whole (`inspection`): it neither counts nor discards, and keeps no audit. Take one of the library's, or add it.",
  CDYNE_SENT_UNKNOWN: "It could not be looked up whether an event is about a message of ours; the handlers got it without `sent`.",
  CDYNE_ANSWER_KEYWORD: "A message that is STOP, HELP or RESUME was not answered: the vendor answers these itself, and may block who writes after a STOP.",
  CDYNE_ANSWER_OWN_NUMBER: "A message came from a number of our own and was not answered, because the answer would be answered again.",
  CDYNE_ANSWER_LOOP: "A message was not answered, because too many have gone to its sender within an hour (`answers.perHour`): two machines may be answering each other.",
  CDYNE_ANSWER_NOBODY: "A message was not answered, because it says no number that it came from.",
  CDYNE_ANSWER_UNCERTAIN: "Nobody knows whether an answer has gone out: the process or the connection broke while it was sent. It is not sent again.",
  CDYNE_SEND_UNRECORDED: "An observer of sends failed or took too long. The message goes out all the same, unless its time is up, but its postbacks may not be known as ours.",
  CDYNE_POSTBACK_URL_INVALID: "The vendor could not post to this PostBackURL: it must be an absolute http or https URL of a host of yours, without blanks, and in lower case for calls.",
  CDYNE_POSTBACK_URL_PLAIN: "The PostBackURL is plain http, so that its secret, the numbers and the texts can be read on the way. Use https.",
  CDYNE_WAIT_TIMEOUT: "What waitFor() looked for did not come in time.",
  CDYNE_WAIT_IN_VAIN: "What waitFor() looked for can no longer come.",
  CDYNE_UNSETTLED: "settled() has waited in vain: deliveries have not ended. A retry waits for its time; a testClock() brings it on with advance().",
  CDYNE_DELIVER_UNANSWERED: "deliver() posted a postback and got no answer.",
} as const;

/** The stable code of a problem. */
export type ProblemCode = keyof typeof problems;

/** What this library throws. `code` is stable; `message` says what is wrong and how to mend it. */
export class PostbackError extends Error {
  override readonly name = "PostbackError";
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail?: string, options?: ErrorOptions) {
    super(messageOf(code, detail), options);
    this.code = code;
  }
}

/** Which option it is, and what it takes, says more than that one is wrong. */
function messageOf(code: ProblemCode, detail: string | undefined): string {
  if (detail === undefined) return problems[code];
  return code === "CDYNE_OPTION_INVALID" ? detail : `${problems[code]} ${detail}`;
}
