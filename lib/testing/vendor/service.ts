import { type Accounts } from "./records/accounts.js";
import { type CallLife } from "./life/call-life.js";
import { type Calls } from "./records/calls.js";
import { type Inferred } from "./inferred.js";
import { type Keywords } from "./records/keywords.js";
import { type MediaFiles } from "./records/media.js";
import { type MessageLife } from "./life/message-life.js";
import { type Messages } from "./records/messages.js";
import { type Ids } from "./random.js";
import { type Scheduler } from "./life/scheduler.js";
import { type Settings } from "./records/settings.js";

/** Everything that an operation may need. */
export interface Service {
  readonly accounts: Accounts;
  readonly messages: Messages;
  readonly messageLife: MessageLife;
  readonly calls: Calls;
  readonly callLife: CallLife;
  readonly settings: Settings;
  readonly media: MediaFiles;
  readonly keywords: Keywords;
  readonly ids: Ids;
  readonly scheduler: Scheduler;
  readonly inferred: Inferred;
}
