/** The fair queue, round robin: a large gate cannot starve a small one. */

export interface FairQueue<Item> {
  /** Several owners may want the same item: it goes in the turn of whichever comes first. */
  add(owner: string, item: Item, place?: "first" | "last"): void;
  /** Up to `most` items that fit, one from each owner in turn. */
  take(most: number, fits?: (item: Item) => boolean): Item[];
  remove(item: Item): boolean;
  /** How many fit, counted up to `enough`. */
  count(enough: number, fits?: (item: Item) => boolean): number;
}

export function createFairQueue<Item>(): FairQueue<Item> {
  /** The owner whose turn is next comes first. */
  const lines = new Map<string, Item[]>();
  /** Whose lines each item stands in. */
  const owners = new Map<Item, Set<string>>();
  const any = () => true;

  function remove(item: Item): boolean {
    for (const owner of owners.get(item) ?? []) {
      const line = lines.get(owner) ?? [];
      line.splice(line.indexOf(item), 1);
      if (line.length === 0) lines.delete(owner);
    }
    return owners.delete(item);
  }

  return {
    add(owner, item, place = "last") {
      const wanting = owners.get(item) ?? new Set();
      if (wanting.has(owner)) return;
      owners.set(item, wanting.add(owner));
      const line = lines.get(owner) ?? [];
      if (place === "last") line.push(item);
      else line.unshift(item);
      lines.set(owner, line);
    },
    take(most, fits = any) {
      const taken: Item[] = [];
      for (let found = true; found && taken.length < most; ) {
        found = false;
        for (const [owner, line] of [...lines]) {
          if (taken.length === most) break;
          const item = line.find(fits);
          if (item === undefined) continue;
          remove(item);
          taken.push(item);
          found = true;
          // Its turn is over.
          if (lines.delete(owner)) lines.set(owner, line);
        }
      }
      return taken;
    },
    remove,
    count(enough, fits = any) {
      let count = 0;
      for (const item of owners.keys()) if (count < enough && fits(item)) count++;
      return count;
    },
  };
}
