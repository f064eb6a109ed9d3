/**
 * Ids that are a secret, known once for the whole process: a message of Huawei's about one instance may name others. What is
 * made of somebody else's words goes through here, and our own words do not: an id may be a word of theirs. A leaf.
 */
import { takeOut } from "./redacted";

/** By how an answer may spell them: as they are, and as in an address. */
const known = new Map<string, { readonly isCommon: boolean }>();

/** Call it before anything is asked about these instances. */
export function registerSecretIds(ids: readonly string[]): void {
  for (const id of ids) {
    if (typeof id !== "string" || id === "") continue;
    const isCommon = /^(\p{L}+|\p{N}+)$/u.test(id);
    known.set(id, { isCommon });
    if (!/\p{Cs}/u.test(id)) known.set(encodeURIComponent(id), { isCommon });
  }
}

/** The text without any id that is a secret. Only whole ids count: "web-1" is not in "web-10". */
export const redactSecretIds = (text: string): string => redactThose(text, () => true);

/** The same for a sentence of which some words are ours: ids that are a word or a number stay. */
export const redactTellingIds = (text: string): string => redactThose(text, ({ isCommon }) => !isCommon);

function redactThose(text: string, counts: (id: { isCommon: boolean }) => boolean): string {
  return [...known]
    .filter(([spelling, id]) => text.includes(spelling) && counts(id))
    .sort(([a], [b]) => b.length - a.length) // an id may begin with another one
    .reduce((rest, [spelling, { isCommon }]) => takeOut(rest, asWhole(spelling, isCommon)), text);
}

const LETTER_OR_DIGIT = "\\p{L}\\p{N}";
/** Of "a%2Cb", a list of ids in an address, the C is no part of b. */
const ESCAPED = "(?<=%[0-9A-Fa-f]{2})";

/** A word or a number ends only where no longer name, date or error code goes on. */
function asWhole(id: string, isCommon: boolean): RegExp {
  const [before, after] = isCommon
    ? [`(?:${ESCAPED}|(?<![${LETTER_OR_DIGIT}_.-]))`, `(?![${LETTER_OR_DIGIT}_-]|\\.\\p{N})`]
    : [`(?:${ESCAPED}|(?<![${LETTER_OR_DIGIT}]))`, `(?![${LETTER_OR_DIGIT}])`];
  return new RegExp(`${before}${id.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}${after}`, "gu");
}
