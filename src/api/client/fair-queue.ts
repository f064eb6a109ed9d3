/** The fair queue, round robin: a large gate cannot starve a small one. */

export interface FairQueue<Item> {
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
  const any = () => true;

  return {
    add(owner, item, place = "last") {
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
          const at = line.findIndex(fits);
          if (at < 0) continue;
          taken.push(...line.splice(at, 1));
          found = true;
          lines.delete(owner);
          if (line.length > 0) lines.set(owner, line);
        }
      }
      return taken;
    },
    remove(item) {
      for (const [owner, line] of lines) {
        const at = line.indexOf(item);
        if (at < 0) continue;
        line.splice(at, 1);
        if (line.length === 0) lines.delete(owner);
        return true;
      }
      return false;
    },
    count(enough, fits = any) {
      let count = 0;
      for (const line of lines.values()) for (const item of line) if (count < enough && fits(item)) count++;
      return count;
    },
  };
}
