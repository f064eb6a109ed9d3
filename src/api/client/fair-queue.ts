/** A queue with a turn for each asker: a fleet's thousand questions do not keep a gate on one instance waiting. */

export interface FairQueue<Item> {
  add(asker: string, item: Item, place?: "first" | "last"): void;
  /** Up to `most` items that fit, one from each asker in turn. */
  take(most: number, fits?: (item: Item) => boolean): Item[];
  remove(item: Item): boolean;
  /** How many fit, counted up to `enough`. */
  count(enough: number, fits?: (item: Item) => boolean): number;
}

export function createFairQueue<Item>(): FairQueue<Item> {
  /** The asker whose turn is next comes first. */
  const lines = new Map<string, Item[]>();
  const any = () => true;

  return {
    add(asker, item, place = "last") {
      const line = lines.get(asker) ?? [];
      if (place === "last") line.push(item);
      else line.unshift(item);
      lines.set(asker, line);
    },
    take(most, fits = any) {
      const taken: Item[] = [];
      for (let found = true; found && taken.length < most; ) {
        found = false;
        for (const [asker, line] of [...lines]) {
          if (taken.length === most) break;
          const at = line.findIndex(fits);
          if (at < 0) continue;
          taken.push(...line.splice(at, 1));
          found = true;
          lines.delete(asker);
          if (line.length > 0) lines.set(asker, line);
        }
      }
      return taken;
    },
    remove(item) {
      for (const [asker, line] of lines) {
        const at = line.indexOf(item);
        if (at < 0) continue;
        line.splice(at, 1);
        if (line.length === 0) lines.delete(asker);
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
