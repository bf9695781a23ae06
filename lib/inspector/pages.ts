import { confirmPage } from "./pages/confirm.js";
import { conversationPage } from "./pages/conversation.js";
import { listPage } from "./pages/list.js";
import { overviewPage } from "./pages/overview.js";
import { postbackPage } from "./pages/postback.js";
import { subjectPage } from "./pages/subject.js";
import { type PageMaker } from "./view.js";

/** The pages by their path below the mount: all side by side, so that a link is the same from each. */
export const pages: ReadonlyMap<string, PageMaker> = new Map([
  ["", listPage],
  ["overview", overviewPage],
  ["postback", postbackPage],
  ["subject", subjectPage],
  ["conversation", conversationPage],
  ["confirm", confirmPage],
]);
