import { html } from "../html.js";
import { facts, lengthOfTime } from "../parts.js";
import { type PageMaker } from "../view.js";

export const overviewPage: PageMaker = async ({ postbacks }) => {
  const health = await postbacks.health();
  return { title: "Overview", main: html`${facts([["Waiting", health.waiting], ["Oldest", lengthOfTime(health.oldestAge)]])}` };
};
