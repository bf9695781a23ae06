import { invalidOption } from "../../check-options.js";
import { Accounts } from "./records/accounts.js";
import { CallLife } from "./life/call-life.js";
import { postbackUrlOf } from "./life/call-script.js";
import { Calls } from "./records/calls.js";
import { Dispatch } from "./protocols/dispatch.js";
import { type HandsetActs, ScriptedHandset } from "./life/handset.js";
import { IncomingTexts } from "./life/incoming-texts.js";
import { Interferences } from "./protocols/interference.js";
import { Keywords } from "./records/keywords.js";
import { MediaFiles } from "./records/media.js";
import { MessageLife } from "./life/message-life.js";
import { Messages } from "./records/messages.js";
import { readDestination, readNumber } from "./records/numbers.js";
import { type Arranged, type VendorNumber, type VendorOptions, arrange } from "./options.js";
import { type PostedBack, Poster } from "./life/poster.js";
import { Ids } from "./random.js";
import { type Requested } from "./protocols/requested.js";
import { Scheduler } from "./life/scheduler.js";
import { VendorServer } from "./protocols/server.js";
import { type Service } from "./service.js";
import { Settings } from "./records/settings.js";
import { type Vendor } from "./vendor.js";

/**
 * Starts a stand-in of the vendor on this machine: a server that speaks its APIs, and posts back over real sockets what
 * becomes of messages and calls. It refuses what the vendor refuses, and does what handsets are told to do.
 *
 * @example
 * const vendor = await startVendor();
 * vendor.handset("+17575550123").replies("yes");
 */
export async function startVendor(options: VendorOptions = {}): Promise<Vendor> {
  const arranged = arrange(options);
  const { licenseKeys, postbackTimeout, postbacksFirst } = arranged;
  const postbacks: PostedBack[] = [];
  const requests: Requested[] = [];
  const poster = new Poster(postbackTimeout, postbacks);
  const { service, handset } = build(arranged, poster);
  const { accounts, scheduler, settings } = service;
  const assign = (number: VendorNumber): void => {
    const licenseKey = accounts.assign(number);
    if (number.postbackUrl !== undefined) settings.setUrl({ licenseKey, number: number.number }, "All", number.postbackUrl, true);
  };
  arranged.numbers.forEach(assign);
  const interferences = new Interferences();
  const server = new VendorServer({ service, requests, interferences, postbacksFirst });
  const url = `http://127.0.0.1:${await server.listen(arranged.port)}`;
  const [licenseKey = ""] = licenseKeys;
  const clientOptions = { licenseKey, messagingUrl: `${url}/Messaging.svc`, voiceUrl: `${url}/notifyws/phonenotify.asmx` };
  return {
    url,
    ...clientOptions,
    clientOptions,
    seed: arranged.seed,
    get numbers() {
      return licenseKeys.flatMap((key) => accounts.numbersOf(key));
    },
    requests,
    postbacks,
    handset: (number) => handset(destination(number)),
    assign: (number, what) => assign({ ...what, ...own(service, number) }),
    interfere: (operation, interference) => interferences.add(operation, interference),
    repeat: async (posted) => poster.repeat(posted),
    now: () => scheduler.now(),
    advance: async (ms) => scheduler.advance(ms),
    settled: async () => scheduler.settled(),
    async close() {
      scheduler.close();
      poster.close();
      await server.close();
    },
  };
}

/** Puts the parts together. */
function build(arranged: Arranged, poster: Poster): { service: Service; handset: (number: string) => ScriptedHandset } {
  const { inferred, delays, backup } = arranged;
  const accounts = new Accounts(arranged.licenseKeys);
  const messages = new Messages();
  const settings = new Settings(arranged.precedence);
  const scheduler = new Scheduler(arranged);
  const ids = new Ids(arranged.seed);
  const dispatch = new Dispatch(poster, settings, inferred);
  const texts = new IncomingTexts({ accounts, messages, dispatch, ids, inferred });
  const calls = new Calls();
  const handsets = new Map<string, ScriptedHandset>();
  const handset = (number: string): ScriptedHandset => {
    const found = handsets.get(number) ?? new ScriptedHandset(number, actsIn(service, texts));
    handsets.set(number, found);
    return found;
  };
  const service: Service = {
    accounts,
    messages,
    messageLife: new MessageLife({ accounts, messages, texts, dispatch, scheduler, ids, delays, inferred, backup, handset }),
    calls,
    callLife: new CallLife({ calls, dispatch, scheduler, ids, delays, inferred, handset }),
    settings,
    media: new MediaFiles(),
    keywords: new Keywords(accounts),
    ids,
    scheduler,
    inferred,
  };
  return { service, handset };
}

function actsIn(service: Service, texts: IncomingTexts): HandsetActs {
  const { accounts, callLife, messages, scheduler } = service;
  return {
    ours: (to, theirs) => own(service, to ?? messages.lastSenderTo(theirs) ?? accounts.first()),
    text: (from, { number: to }, text, media) => scheduler.after(0, scheduler.now(), async (at) => texts.receive({ from, to, text, media, at })),
    call: (callerId, { number, licenseKey = "", callPostbackUrl, callScript: script = "" }, conduct) =>
      callLife.receive({ callerId, number, licenseKey, script, postbackUrl: postbackUrlOf(script) ?? callPostbackUrl }, conduct),
  };
}

function own({ accounts }: Service, number: string | undefined): VendorNumber {
  const found = accounts.number(readNumber(number));
  if (!found) throw invalidOption("The vendor", "A number is none of `numbers`.");
  return found;
}

function destination(number: string): string {
  const read = readDestination(number);
  if (read === undefined) throw invalidOption("vendor.handset()", "It takes a phone number, such as +17575550123.");
  return read;
}
