/**
 * Does something with each of many, a few at once: those of one subject one after another, and always the oldest of which
 * no other of its subject is under way. Ends at the first that rejects.
 */
export async function inOrder<Item>(items: readonly Item[], atOnce: number, subjectOf: (item: Item) => string, work: (item: Item) => Promise<void>): Promise<void> {
  /** Of each subject that somebody is at: those that were come upon meanwhile. */
  const behind = new Map<string, Item[]>();
  const rest = items.values();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const item of rest) {
      const subject = subjectOf(item);
      const line = behind.get(subject);
      if (line) {
        line.push(item);
        continue;
      }
      const own = [item];
      behind.set(subject, own);
      // It grows while it is worked off.
      for (const one of own) if (!failed) await work(one);
      behind.delete(subject);
    }
  };
  const workers = Array.from({ length: atOnce }, async () => worker());
  await Promise.all(workers).finally(() => (failed = true));
}
