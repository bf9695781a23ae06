import { type Chance } from "./chance.js";
import { type PlannedPost, type Waves } from "./planned.js";

/** Something that goes wrong on the way from the vendor. */
export interface Fault {
  /** What happens, in some words. */
  readonly what: string;
  /** The same life cycle with the fault, wherever it fits. */
  readonly workInto: (waves: Waves, chance: Chance) => Waves;
}

/** Some of the posts that `fits` is true for. */
export function chosen(waves: Waves, chance: Chance, fits: (post: PlannedPost) => boolean = () => true): ReadonlySet<PlannedPost> {
  return new Set(chance.some(waves.flat().filter(fits)));
}

/** Puts others in the place of some posts that `fits` is true for. */
export function replaceSome(waves: Waves, chance: Chance, fits: (post: PlannedPost) => boolean, replace: (post: PlannedPost) => PlannedPost): Waves {
  const posts = chosen(waves, chance, fits);
  return waves.map((wave) => wave.map((post) => (posts.has(post) ? replace(post) : post)));
}

/** Puts a wave of what `make` makes of some posts before the wave of these. */
export function insertBefore(waves: Waves, chance: Chance, fits: (post: PlannedPost) => boolean, make: (post: PlannedPost) => PlannedPost): Waves {
  const posts = chosen(waves, chance, fits);
  return withoutEmpty(waves.flatMap((wave) => [wave.filter((post) => posts.has(post)).map(make), wave]));
}

export function withoutEmpty(waves: Waves): Waves {
  return waves.filter((wave) => wave.length > 0);
}
