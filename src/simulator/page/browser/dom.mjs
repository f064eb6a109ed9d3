/** Makes and changes elements. Text goes in as text only: whatever an instance is called, it is shown and not obeyed. */

/**
 * A text with what would not show in it: line ends, and the marks that turn the text around them to the other direction.
 * @param {string} text
 */
export const visible = (text) =>
  text.replace(
    /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu,
    (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`,
  );

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, visible(value));
  made.append(...children.map((child) => (typeof child === "string" ? visible(child) : child)));
  return made;
}

/**
 * The element of an id, which the page's own HTML has.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} type
 * @returns {E}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${id}.`);
  return found;
}

/**
 * Sets a text where it has changed, so that a screen reader hears it once and a selection stays.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  const shown = visible(text);
  if (node.textContent !== shown) node.textContent = shown;
}

/**
 * Children that follow a list of things: made once, moved, changed and removed, so that the focus stays where it is.
 * @template Thing
 * @template {{ root: HTMLElement }} Part
 * @param {HTMLElement} parent
 * @param {(thing: Thing) => string} keyOf
 * @param {(thing: Thing) => Part} make
 * @returns {(things: readonly Thing[], change: (part: Part, thing: Thing) => void) => Part[]}
 */
export function keyedChildren(parent, keyOf, make) {
  /** @type {Map<string, Part>} */
  let parts = new Map();
  return (things, change) => {
    const next = new Map(things.map((thing) => [keyOf(thing), parts.get(keyOf(thing)) ?? make(thing)]));
    for (const [key, part] of parts) if (!next.has(key)) part.root.remove();
    let before = parent.firstElementChild;
    for (const part of next.values()) {
      if (part.root === before) before = before.nextElementSibling;
      else parent.insertBefore(part.root, before);
    }
    for (const thing of things) {
      const part = next.get(keyOf(thing));
      if (part) change(part, thing);
    }
    parts = next;
    return [...parts.values()];
  };
}

/**
 * A duration in at most two units.
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
