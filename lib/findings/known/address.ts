import { type FindingText } from "../finding.js";

/** On the URL, and on the way to the host. */
export const addressFindings = {
  DOCTOR_URL_UPPER_CASE: {
    severity: "warning",
    what: "The URL has upper case in it.",
    why: "Phone Notify! wants it in lower case, and posts to it in lower case.",
    mend: "Give the vendor the URL in lower case, and let the host answer there.",
  },
  DOCTOR_URL_QUERY: {
    severity: "warning",
    what: "The URL has a query.",
    why: "A proxy or the vendor may cut it off or encode it again. The library does not read it.",
    mend: "Put what tells accounts apart into `tokens`, one for each.",
  },
  DOCTOR_TOKEN_WEAK: {
    severity: "warning",
    what: "The last segment of the URL is no token: it has fewer than 16 characters, or others than a-z, 0-9, - and _.",
    why: "The vendor signs nothing. Whoever guesses the URL can post.",
    mend: "Give the vendor the whole PostBackURL, as `postbacks.url(base)` prints it.",
  },
  DOCTOR_ADDRESS_PRIVATE: {
    severity: "warning",
    what: "The host is this machine, or in a private network.",
    why: "The vendor posts from the internet and cannot reach it.",
    mend: "For development that is fine. Else give the vendor the public name of the host, or the URL of a tunnel (`cloudflared tunnel --url http://localhost:<port>`), and look at that.",
  },
  DOCTOR_ADDRESS_EXAMPLE: {
    severity: "error",
    what: "The host is a name that is reserved for examples and tests: example.com, *.test, *.invalid.",
    why: "It is nobody's; the vendor cannot reach it.",
    mend: "Put the name of your own host in its place. For an application on this machine look at http://localhost:<port>/…, and give the vendor the URL of a tunnel.",
  },
  DOCTOR_NAME_UNKNOWN: {
    severity: "error",
    what: "The name of the host does not resolve.",
    why: "Nobody can post to it.",
    mend: "Look for a slip in the name, and at the records of its domain.",
  },
  DOCTOR_UNREACHABLE: {
    severity: "error",
    what: "No connection can be made, or it breaks off.",
    why: "Nothing that the vendor posts arrives.",
    mend: "Look whether the host runs and listens on this port, and at the firewall between.",
  },
  DOCTOR_NO_ANSWER: {
    severity: "error",
    what: "The host does not answer in time.",
    why: "For the vendor the post has failed, and nobody knows whether it posts again.",
    mend: "Look what stands before the router and waits: a proxy without a backend, middleware that never calls next().",
  },
  DOCTOR_TLS: {
    severity: "error",
    what: "No encrypted connection comes about.",
    why: "Nothing that the vendor posts arrives.",
    mend: "Look whether this port speaks TLS at all, and TLS 1.2 or later.",
  },
  DOCTOR_CERTIFICATE_EXPIRED: {
    severity: "error",
    what: "The certificate has expired, or is not valid yet.",
    why: "The vendor's client refuses the connection.",
    mend: "Renew it, and have it renewed by itself from now on.",
  },
  DOCTOR_CERTIFICATE_HOST: {
    severity: "error",
    what: "The certificate is for another host.",
    why: "The vendor's client refuses the connection.",
    mend: "Get a certificate that has this name, or give the vendor the name that it has.",
  },
  DOCTOR_CERTIFICATE_UNTRUSTED: {
    severity: "error",
    what: "The certificate is not signed by anybody who is trusted: it is self-signed, or the chain is not complete.",
    why: "The vendor's client refuses the connection.",
    mend: "Get one from a public authority, and serve it with all intermediate certificates.",
  },
  DOCTOR_CERTIFICATE_ENDS: {
    severity: "warning",
    what: "The certificate ends within two weeks.",
    why: "After that the vendor's client refuses the connection.",
    mend: "Renew it, and have it renewed by itself from now on.",
  },
} as const satisfies Record<string, FindingText>;
