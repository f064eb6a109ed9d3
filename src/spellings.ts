/** How somebody may spell a text whom it was sent to and who repeats it: as it is, or as in an address, in JSON, in HTML. A leaf. */

/** What everybody spells alike. */
const PLAIN = /^[\w.-]*$/;

/** None is shorter than the text itself. */
export function spellingsOf(text: string): readonly string[] {
  if (PLAIN.test(text)) return [text];
  const json = JSON.stringify(text).slice(1, -1);
  const spellings = [
    text,
    json,
    json.replaceAll("/", "\\/"), // PHP
    json.replace(/[\u0080-\uffff]/g, unicode), // Python
    json.replace(/[<>&\u2028\u2029]/g, unicode), // Go
    json.replace(/[<>&='\u2028\u2029]/g, unicode), // Gson
    html(text, "&#39;"),
    html(text, "&#x27;"),
    ...(/\p{Cs}/u.test(text) ? [] : inAddress(text)),
  ];
  return [...new Set(spellings)];
}

const unicode = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

const html = (text: string, apostrophe: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", apostrophe);

function inAddress(text: string): string[] {
  const form = new URLSearchParams([["", text]]).toString().slice(1);
  const upper = [encodeURIComponent(text), form, form.replaceAll("+", "%20")];
  return [...upper, ...upper.map((spelling) => spelling.replace(/%../g, (escaped) => escaped.toLowerCase()))];
}
