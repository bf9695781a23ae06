import { type FindingText } from "../finding.js";

/** On what the host answers. */
export const answerFindings = {
  DOCTOR_REDIRECT: {
    severity: "error",
    what: "The host redirects.",
    why: "A post that is redirected loses its body, or is not repeated at all.",
    mend: "Give the vendor the URL that it leads to, if that is the same router; else take this path out of the redirection.",
  },
  DOCTOR_NOT_FOUND: {
    severity: "error",
    what: "The host answers with a 404 of its own, which has more in it than this library's.",
    why: "Nothing that the vendor posts is recorded.",
    mend: "Compare the path before the token with the mount, `app.use(path, postbacks.router)`, and with what a proxy before it leaves of the path. A router at the root or as a route leaves wrong tokens to the host, too: then compare the token.",
  },
  DOCTOR_TOKEN_UNKNOWN: {
    severity: "error",
    what: "The answer is an empty 404, as this library's to a wrong token.",
    why: "Nothing that the vendor posts is recorded.",
    mend: "Compare the token with `tokens`, in the process that runs; with `allow`, look whether this machine's address is among those.",
  },
  DOCTOR_RATE_LIMIT: {
    severity: "error",
    what: "Something before the receiver takes no more requests after a few.",
    why: "The vendor posts as fast as a campaign goes. What is refused is lost to it, and the rest could not be looked at.",
    mend: "Take this path out of the limit of requests (429, with nginx and others 503; a firewall may answer 403 or break off), and look again.",
  },
  DOCTOR_STATUS: {
    severity: "error",
    what: "The host answers with a status other than 200.",
    why: "For the vendor the post has failed.",
    mend: "401 and 403 come from something that guards the host, 405 and 415 from another handler, 5xx from a proxy, a limit of requests or the application: let posts to this path through to the router.",
  },
  DOCTOR_WEB_PAGE: {
    severity: "error",
    what: "The host answers with a web page, perhaps a login.",
    why: "The vendor is told 200, and nothing is recorded: what is posted is lost, and nobody hears of it.",
    mend: "Mount the router before what shows pages and asks for logins.",
  },
  DOCTOR_PROBE_OFF: {
    severity: "note",
    what: "The receiver works, but answers no probes (`probe: false`).",
    why: "Whether bodies arrive whole and how the inbox is cannot be told from here.",
    mend: "Leave out `probe: false` while the doctor looks.",
  },
  DOCTOR_PROBE_UNANSWERED: {
    severity: "warning",
    what: "The host answers with 200, but not as this library does.",
    why: "It is an older version, which has recorded the probe as `unknown`, or another handler that takes the posts.",
    mend: "Bring the library up to date, and mount the router before other handlers of this path.",
  },
  DOCTOR_SLOW: {
    severity: "warning",
    what: "The host takes long to answer.",
    why: "How long the vendor waits is not known; a post that it gives up has failed for it.",
    mend: "Look at what stands before the router, and at the inbox's store. Without `inline` no handler delays the answer.",
  },
  DOCTOR_GREETING: {
    severity: "note",
    what: "Opened in a browser, the URL does not say that it works.",
    why: "It does no harm, but something other than the router answers GET.",
    mend: "Postbacks come all the same. Put `app.use(path, postbacks.router)`, which takes all methods, in the place of `app.post(…)`, and before `express.static()`, pages for every path and logins; and let proxies pass GET on to this path.",
  },
  DOCTOR_OPEN_DOOR: {
    severity: "error",
    what: "The receiver takes posts without a right token.",
    why: "Anybody can post false replies and receipts.",
    mend: "Set `tokens`.",
  },
  DOCTOR_CATCH_ALL: {
    severity: "warning",
    what: "A post with a wrong token is answered as if all were well, though not by this library.",
    why: "With a slip in the URL, or after a change of the token, the vendor is told 200, and all that it posts is lost.",
    mend: "Let nothing else answer below the mount: no page for every path, no handler of all posts.",
  },
  DOCTOR_WRONG_TOKEN_REDIRECTED: {
    severity: "warning",
    what: "A post with a wrong token is redirected, most likely to a login.",
    why: "A slip in the token looks like something else, and goes unnoticed.",
    mend: "Let nothing else answer below the mount.",
  },
  DOCTOR_LOWER_CASE: {
    severity: "error",
    what: "The URL in lower case does not work.",
    why: "Phone Notify! posts to it in lower case.",
    mend: "Make paths and tokens lower case, and take care of proxies that tell the cases apart.",
  },
  DOCTOR_NOT_SEEN: {
    severity: "warning",
    what: "Something could not be looked at, because no answer came to it, or one that says nothing.",
    why: "It may be wrong. A host or a proxy that has trouble with one path may have it with others, too.",
    mend: "Look again. If it stays so, look what stands before the router and treats this path in another way.",
  },
  DOCTOR_UPPER_CASE: {
    severity: "note",
    what: "The URL in upper case does not work.",
    why: "The vendor is not known to write it so, but the router would take it: something before it tells the cases apart.",
    mend: "Nothing needs to be done as long as the vendor has the URL in lower case.",
  },
} as const satisfies Record<string, FindingText>;
