/** The comparisons that take minutes: `npm run bench`. Those of the inboxes that take longer are in `inbox.ts`. */
import { compare } from "./compare.js";
import { Places } from "./places.js";
import { compareByClock, compareServers } from "./servers.js";
import { firstAndLastThousand, packetsPerSecond } from "./words.js";

await compare("classify() against querystring.parse alone", 0.5, async () => ({
  ours: packetsPerSecond.classify(),
  theirs: packetsPerSecond.querystring(),
}));
await compareServers("router in Express 5 against body-parser, zod and emit by hand", 1.1, "router", "byHand");
await compareServers("listener against a node:http server that reads the body and answers", 0.7, "listener", "bare");
await compare("the last thousand of 100,000 postbacks against the first", 0.91, firstAndLastThousand);

const places = new Places();
const memory = "";
const sqlite = () => places.sqlite();
const postgres = async () => places.postgres();
await compareByClock("router in Express 5 with SQLite against memory", 0.95, ["storingRouter", sqlite()], ["storingRouter", memory]);
await compareByClock("the same recording only", 0.95, ["recordingRouter", sqlite()], ["recordingRouter", memory]);
await compareByClock("router in Express 5 with PostgreSQL against memory", 0.8, ["storingRouter", await postgres()], ["storingRouter", memory]);
await compareByClock("the same recording only", 0.8, ["recordingRouter", await postgres()], ["recordingRouter", memory]);
await compareByClock("listener recording in SQLite together against one commit each", 5, ["recordingListener", sqlite()], ["oneByOneListener", sqlite()]);
await compareByClock("the same with 8 ms added to each fsync", 10, ["slowDiskListener", sqlite()], ["slowDiskOneByOneListener", sqlite(), 200]);
await places.removeAll();
