/**
 * A text that somebody else wrote, as one clean line: nothing in it moves a cursor, turns the reading direction, hides itself or
 * is a word to Pulumi's display. A leaf: imports nothing of ours.
 */

/**
 * Colours and cursor movements, and strings for the terminal such as links and titles. No class holds what begins another one:
 * none is looked through twice.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL_SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL_STRING = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)/g;
/** Marks of direction, joiners, fillers, tags and others that are there and not seen. */
const INVISIBLE = /[\p{Cf}\p{DI}]/gu;
const SPACE = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
/** `<{%red%}>` is a colour to Pulumi, and `<{%` alone swallows the rest of the line. */
const PULUMI_MARK = /<\{%/g;

/** What most texts are made of, who need no cleaning. */
const CLEAN = /^(?:[!-;=-~]|<(?!\{%)| (?=[!-~]))*$/;

export function cleanLine(text: string): string {
  if (CLEAN.test(text) && !text.startsWith(" ")) return text;
  return text
    .replace(CONTROL_STRING, "")
    .replace(CONTROL_SEQUENCE, "")
    .replace(INVISIBLE, "")
    .replace(LONE_SURROGATE, "\ufffd")
    .replace(SPACE, " ")
    .trim()
    .replace(PULUMI_MARK, "< {%");
}

/** At most so many characters, with `…` where something is left out; no character is cut in two. */
export function cutAt(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = /[\ud800-\udbff]$/.test(text.slice(0, longest)) ? 1 : 0;
  return `${text.slice(0, longest - half)}…`;
}
