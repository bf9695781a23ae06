import { compare } from "./compare.js";
import { Side } from "./http.js";
import { type Place } from "./places.js";

/** Compares servers by the processor time that they need themselves. */
export async function compareServers(what: string, goal: number, oursName: string, theirsName: string): Promise<void> {
  const [ours, theirs] = [await Side.start(oursName), await Side.start(theirsName)];
  await compare(what, goal, async () => ({ ours: await ours.requestsPerSecond(), theirs: await theirs.requestsPerSecond() }));
  await Promise.all([ours.stop(), theirs.stop()]);
}

/** A server with a store, and how many requests of a round it gets. */
export type Stored = readonly [name: string, place: Place, requests?: number];

/** Compares servers by the clock. */
export async function compareByClock(what: string, goal: number, [name, place, requests]: Stored, other: Stored, rounds = 7): Promise<void> {
  const [ours, theirs] = [await Side.start(name, place), await Side.start(other[0], other[1])];
  const round = async () => ({ ours: await ours.answersPerSecond(requests), theirs: await theirs.answersPerSecond(other[2]) });
  await compare(`${what} (by the clock, 50 connections)`, goal, round, rounds);
  await Promise.all([ours.stop(), theirs.stop()]);
}
