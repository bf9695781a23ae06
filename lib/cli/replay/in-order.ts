/**
 * Does something with each of many, a few at once: those of one subject one after another, all of them begun in their
 * order. Ends at the first that rejects.
 */
export async function inOrder<Item>(items: readonly Item[], atOnce: number, subjectOf: (item: Item) => string, work: (item: Item) => Promise<void>): Promise<void> {
  const last = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  for (const item of items) {
    const subject = subjectOf(item);
    if (running.size >= atOnce) await Promise.race(running);
    await last.get(subject);
    const done = work(item);
    last.set(subject, done);
    running.add(done);
    void done.then(() => running.delete(done), () => {});
  }
  await Promise.all(running);
}
