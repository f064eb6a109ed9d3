/**
 * Ids that are a secret, known once for the whole process: a message of Huawei's about one instance may name others. What is
 * made of somebody else's words goes through here, and our own words do not: an id may be a word of theirs. A leaf.
 */
import { takeOut } from "./redacted";
import { spellingsOf } from "./spellings";

/** What an id that is a secret is called where a message shows what was given. */
export const HIDDEN = "[secret]";

interface SecretId {
  /** A word or a number, which may be meant as such. */
  readonly isCommon: boolean;
  /** For a first look. */
  readonly folded: string;
}

/** By how an answer may spell them. */
const known = new Map<string, SecretId>();

/** Call it before anything is asked about these instances. */
export function registerSecretIds(ids: readonly string[]): void {
  for (const id of ids) {
    if (typeof id !== "string" || id === "") continue;
    const isCommon = /^(\p{L}+|\p{N}+)$/u.test(id);
    for (const spelling of spellingsOf(id)) known.set(spelling, { isCommon, folded: fold(spelling) });
  }
}

/** The text without any id that is a secret. Only whole ids count: "web-1" is not in "web-10". */
export const redactSecretIds = (text: string): string => redactThose(text, () => true);

/** The same for a sentence of which some words are ours: ids that are a word or a number stay. */
export const redactTellingIds = (text: string): string => redactThose(text, ({ isCommon }) => !isCommon);

function redactThose(text: string, counts: (id: SecretId) => boolean): string {
  const folded = fold(text);
  return [...known]
    .filter(([, id]) => folded.includes(id.folded) && counts(id))
    .sort(([a], [b]) => b.length - a.length) // an id may begin with another one
    .reduce((rest, [spelling, { isCommon }]) => takeOut(rest, asWhole(spelling, isCommon)), text);
}

const LETTER_OR_DIGIT = "\\p{L}\\p{N}";
/** Of "a%2Cb", a list of ids in an address, the C is no part of b, nor is the n of a "\\n" in JSON that somebody quotes. */
const ESCAPED = "(?<=%(?:25)*[0-9A-Fa-f]{2}|\\\\[bfnrt]|\\\\u[0-9A-Fa-f]{4})";
/** A service may write a UUID in capitals. */
const fold = (text: string): string => text.toLowerCase();

/** A word or a number ends only where no longer name, date or error code goes on, and it counts as it is written. */
function asWhole(id: string, isCommon: boolean): RegExp {
  const [before, after] = isCommon
    ? [`(?:${ESCAPED}|(?<![${LETTER_OR_DIGIT}_.-]))`, `(?![${LETTER_OR_DIGIT}_-]|\\.\\p{N})`]
    : [`(?:${ESCAPED}|(?<![${LETTER_OR_DIGIT}]))`, `(?![${LETTER_OR_DIGIT}])`];
  return new RegExp(`${before}${id.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}${after}`, isCommon ? "gu" : "giu");
}
