import { z } from "zod";
import { type SimulationReport, simulate, simulatedFaults, simulatedScenarios } from "../testing/index.js";
import { command, inputs } from "./command.js";
import { exitCodes } from "./exit-codes.js";
import { refuseOtherMachines } from "./local-host.js";
import { foundNobody } from "./post.js";
import { choices, described } from "./simulate/choices.js";
import { recordOf } from "./simulate/records.js";
import { Watch } from "./simulate/watch.js";
import { eventsIn, summary } from "./simulate/summary.js";
import { duration, flag, jsonFlag, webUrl, wholeNumber } from "./values.js";

export const simulateCommand = command({
  name: "simulate",
  summary: "Post life cycles of messages and calls as the vendor would, with faults if you like",
  details:
    "The same --seed gives the same bytes; what an inbox has already is a repeat for it. " +
    "Ends with 1 when a whole post was not answered with 200, or one that was cut off was. After three in a row that nobody answered the rest is not posted.\n\n" +
    `Scenarios:\n${described(simulatedScenarios)}\n\nFaults:\n${described(simulatedFaults)}`,
  examples: [
    { type: "simulate http://localhost:3000/cdyne/<token>", what: "One life cycle of each scenario" },
    { type: "simulate http://localhost:3000/cdyne/<token> --scenario campaign --count 50 --rate 100", what: "A thousand messages, a hundred posts a second" },
    { type: "simulate http://localhost:3000/cdyne/<token> --fault all --seed 7", what: "Everything that can go wrong, in the same way each time" },
    { type: "simulate http://localhost:3000/cdyne/<token> --json | jq 'select(.right == false)'", what: "For a script" },
  ],
  given: z.object({
    url: webUrl.register(inputs, { flags: "<url>", what: "the whole PostBackURL, with the token" }),
    seed: z.string().min(1, "expected a word or a number").optional().register(inputs, { flags: "--seed <seed>", what: "where ids and choices come from; another one in each run by default" }),
    scenario: choices(simulatedScenarios).prefault(["all"]).register(inputs, { flags: "--scenario <name>", what: "what happens; all scenarios by default", repeatable: true }),
    fault: choices(simulatedFaults).default([]).register(inputs, { flags: "--fault <name>", what: "what goes wrong, or all; nothing by default", repeatable: true }),
    count: wholeNumber(1).optional().register(inputs, { flags: "--count <number>", what: "how many life cycles; one of each scenario by default" }),
    rate: wholeNumber(1).optional().register(inputs, { flags: "--rate <number>", what: "how many posts a second at most" }),
    concurrency: wholeNumber(1, 1000).optional().register(inputs, { flags: "--concurrency <number>", what: "how many life cycles at a time; 10 by default" }),
    timeout: duration.prefault("10s").register(inputs, { flags: "--timeout <time>", what: "how long an answer may take, with its unit: 500ms, 10s, 5m" }),
    yes: flag("--yes", "post also to a host that is not this machine"),
    json: jsonFlag(),
  }),
  run: async ({ url, seed, scenario, fault, count, rate, concurrency, timeout, yes }, { output, signal }) => {
    await refuseOtherMachines(url, yes, "take what is made up for real");
    const watch = new Watch(output, count ?? scenario.length);
    const inVain = new AbortController();
    const report = await simulate(url, {
      seed,
      scenarios: scenario,
      faults: fault,
      count,
      rate,
      concurrency,
      timeout,
      signal: AbortSignal.any([signal, inVain.signal]),
      onPost: (post) => {
        output.record(recordOf(post));
        watch.tell(post);
        if (watch.silence !== undefined) inVain.abort();
      },
    });
    output.endProgress();
    for (const line of summary(report, foundNobody(watch.silence), output.colours)) output.say(line);
    output.record({ report: { ...report, expected: undefined, events: eventsIn(report) } });
    if (signal.aborted) return exitCodes.interrupted;
    if (watch.silence !== undefined) output.warn(`Nobody answers at ${url.origin} (${watch.silence}), so the rest was not posted. Is your application running there?`);
    if (isNotFound(report)) output.warn("Every post got a 404: most likely the URL does not end with the receiver's token, or its path is not that of the router. To see which: npx cdyne-postback doctor <the PostBackURL>");
    return report.right && watch.silence === undefined ? exitCodes.fine : exitCodes.wrong;
  },
});

/** Whether whoever is there knows nothing of this URL. */
function isNotFound({ statuses, errors }: SimulationReport): boolean {
  return Object.keys(statuses).join() === "404" && Object.keys(errors).length === 0;
}
