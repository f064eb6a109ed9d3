/** Where in a scenario's text something stands: the way from a field to its place, and back. */

import { type Alias, type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, visit } from "yaml";
import type { Path, Problem } from "../simulator/scenario/check";

/** A path as a person writes it: `instances.web-1[0].for`. */
export function printPath(path: Path): string {
  const part = (name: string | number, index: number) => {
    if (typeof name === "number") return `[${name}]`;
    const shown = name === "" ? '""' : name;
    return index === 0 ? shown : `.${shown}`;
  };
  return path.map(part).join("");
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** Where in the text a value begins, or its name; the nearest place around it where it is not there itself. */
export function offsetOf(document: Document, { path, ofName = false }: Problem): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(name))
      : undefined;
    const start = startOf(ofName && pair !== undefined ? pair.key : document.getIn(path.slice(0, length), true));
    if (start !== undefined) return start;
  }
  return startOf(document.contents) ?? 0;
}

/** The field that an offset is in, else the last one that began before it: of a broken text the parser keeps what it understood. */
export function pathAt(node: unknown, offset: number): Path {
  const hasBegun = (one: unknown) => (startOf(one) ?? Number.POSITIVE_INFINITY) <= offset;
  if (isMap(node)) {
    const pair = node.items.filter(({ key }) => hasBegun(key)).at(-1);
    return isScalar(pair?.key) ? [String(pair.key.value), ...pathAt(pair.value, offset)] : [];
  }
  if (isSeq(node)) {
    const index = node.items.filter(hasBegun).length - 1;
    return index < 0 ? [] : [index, ...pathAt(node.items[index], offset)];
  }
  return [];
}

/** The first `*name` that has no `&name` before it, or stands within what that names. */
export function brokenAlias(document: Document): { alias: Alias; says: string } | undefined {
  let found: { alias: Alias; says: string } | undefined;
  visit(document, (_key, node, around) => {
    if (!isAlias(node)) return undefined;
    const named: Node | undefined = node.resolve(document);
    if (named === undefined) found = { alias: node, says: `*${node.source} refers to no &${node.source} before it` };
    else if (around.includes(named)) found = { alias: node, says: `*${node.source} is inside &${node.source}` };
    return found && visit.BREAK;
  });
  return found;
}
