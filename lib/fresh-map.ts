/** After how many deletions a new `Map` begins, and how many there must be for each entry that has to be carried over. */
const DELETIONS = 64;
const FOR_EACH = 8;

/**
 * A `Map` for what comes and goes. V8 links each table of a `Map` to the one that replaces it when too much was deleted
 * from it. Once one of them is old, all that the later ones held is kept and carried along until the next full garbage
 * collection. So here a new `Map` begins now and then, to which nothing is linked. Who goes through it must not delete
 * from it meanwhile.
 */
export class FreshMap<Key, Value> implements Iterable<[Key, Value]> {
  #map = new Map<Key, Value>();
  #deleted = 0;

  get size(): number {
    return this.#map.size;
  }

  has(key: Key): boolean {
    return this.#map.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#map.get(key);
  }

  set(key: Key, value: Value): void {
    this.#map.set(key, value);
  }

  delete(key: Key): void {
    if (!this.#map.delete(key)) return;
    this.#deleted += 1;
    if (this.#deleted < Math.max(DELETIONS, FOR_EACH * this.#map.size)) return;
    this.#map = new Map(this.#map);
    this.#deleted = 0;
  }

  keys(): MapIterator<Key> {
    return this.#map.keys();
  }

  values(): MapIterator<Value> {
    return this.#map.values();
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.#map.entries();
  }
}
