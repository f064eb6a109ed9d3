/** Texts as they may be shown: without a secret, on one line, and not too long. A leaf: imports nothing of ours. */

/** A message's length at the most. */
const LONGEST_MESSAGE = 600;

/** A text as it may be shown: without a secret, on one line, and not longer than somebody reads at night. */
export function presentable(text: string, secrets: readonly string[] = [], longest = LONGEST_MESSAGE): string {
  // Before the text is folded and cut, and after: a secret may hold white space, and a cut may leave half of one.
  return cut(redact(fold(redact(text, secrets)), secrets.map(fold)), longest);
}

/** Takes every secret out of a text. Short ones too: a wrong match costs a word, a missed one a key. */
export function redact(text: string, secrets: readonly string[] = []): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret.length > 0)
    .sort((a, b) => b.length - a.length) // a secret may begin with another one
    .reduce((rest, secret) => rest.split(secret).join("[redacted]"), text);
}

/** Huawei's messages and gateways' HTML come in lines; a diagnostic is one. */
export const oneLine = (text: string): string => cut(fold(text), LONGEST_MESSAGE);

const fold = (text: string) => text.replace(/\s+/g, " ").trim();
const cut = (text: string, longest: number) => (text.length > longest ? `${text.slice(0, longest)}…` : text);
