import { createHash } from "node:crypto";
import { Ids } from "../vendor/random.js";

/** Ids, numbers and choices that are the same in each run with the same seed. */
export class Chance {
  readonly ids: Ids;

  /** @param purpose What is drawn for one purpose moves nothing of another. */
  constructor(seed: string, purpose: string) {
    this.ids = new Ids(createHash("sha256").update(`${purpose}:${seed}`).digest().readUInt32BE());
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.ids.fraction() * count);
  }

  happens(probability: number): boolean {
    return this.ids.fraction() < probability;
  }

  /** One of them. */
  one<Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number] {
    return items[this.below(items.length)] ?? items[0];
  }

  /** About a third of them, and at least one. */
  some<Item>(items: readonly Item[]): Item[] {
    const sure = this.below(items.length);
    return items.filter((_item, index) => this.happens(1 / 3) || index === sure);
  }

  /** The same in another order, as far as there is another. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    const shuffled: Item[] = [];
    while (left.length > 0) shuffled.push(...left.splice(this.below(left.length), 1));
    return shuffled.every((item, index) => item === items[index]) ? shuffled.reverse() : shuffled;
  }
}
