/** Texts as they may be shown: without a secret, on one clean line, and not too long. A leaf among leaves. */
import { cleanLine, cutAt } from "./clean-line";
import { takeOut } from "./redacted";
import { redactSecretIds } from "./secret-ids";
import { spellingsOf } from "./spellings";

/** A message's length at the most. */
const LONGEST_MESSAGE = 600;
/** A preview names some instances with what is the matter with each. */
const LONGEST_LINE = 4_000;
/** That of a text which somebody else wrote, in a message or in state. */
export const LONGEST_QUOTE = 300;
/** Nothing beyond is read of a text that is to be shown, so that it takes no time. */
const LONGEST_READ = 16 * 1024;

/** A text as it may be shown: without a secret, on one line, and not longer than somebody reads at night. */
export function presentable(text: string, secrets: readonly string[] = [], longest = LONGEST_MESSAGE): string {
  const read = text.slice(0, LONGEST_READ);
  // No secret has more than half of it cleaned away, and to clean a token of 100,000 characters takes its time.
  const cleaned = secrets.filter(({ length }) => length <= 2 * read.length).map(cleanLine);
  // Before the text is cleaned and cut, and after: a secret may hold what is cleaned away, and a cut may leave half of one.
  const line = redact(cleanLine(redact(read, secrets)), cleaned);
  if (read === text) return cutAt(line, longest);
  const longestSecret = Math.max(0, ...secrets.flatMap(spellingsOf).map(({ length }) => length));
  return cutAt(`${line.slice(0, Math.max(0, line.length - longestSecret))}…`, longest);
}

/** What somebody else said, as it may be shown: it may name instances whose ids are a secret to this process. */
export function quote(text: string, secrets: readonly string[] = [], longest = LONGEST_QUOTE): string {
  // Cut only then: an id may begin where the quote ends.
  return cutAt(redactSecretIds(presentable(text, secrets, LONGEST_READ)), longest);
}

/** Takes every secret out of a text. Short ones too: a wrong match costs a word, a missed one a key. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const fitting = secrets.filter(({ length }) => length > 0 && length <= text.length);
  if (fitting.length === 0) return text;
  return fitting
    .flatMap(spellingsOf)
    .sort((a, b) => b.length - a.length) // a secret may begin with another one
    .reduce((rest, secret) => takeOut(rest, secret), text);
}

/** Huawei's messages and gateways' HTML come in lines; a diagnostic is one. */
export const oneLine = (text: string): string => presentable(text);

/** What is no diagnostic, and is read where there is room: a log, a shell. */
export const longLine = (text: string): string => presentable(text, [], LONGEST_LINE);
