/**
 * Reads what came as JSON, whoever sent it: in bounded time and memory, and nothing in it can harm who reads on. Every answer
 * passes here. Pure.
 */
import { cleanLine } from "../../clean-line";
import { presentable } from "../../redact";

/** An object of JSON. Of what it holds nothing is believed: neither that it is there nor its type. */
export type JsonObject = Record<string, unknown>;

/** The API's answers nest four deep, a policy some more. */
const DEEPEST = 32;
/** Far more than any text of which something is read or shown; who shows one cuts it shorter. */
const LONGEST_TEXT = 2_000;
/** JSON has none, and some who write it do. */
const BYTE_ORDER_MARK = /^\ufeff/;
/** A page of a hundred instances has some thousand. */
const MOST_VALUES = 100_000;

/**
 * The object of an answer, each of its texts as one clean line; undefined where it is none. A key by which an object's prototype
 * is reached counts as absent. Where a text is cut, no part of a secret is left in it; a shorter one is as the server wrote it.
 */
export function readAnswer(body: string, secrets: readonly string[] = []): JsonObject | undefined {
  return parseObject(body, (key, value) => {
    if (key === "__proto__") return undefined;
    if (typeof value !== "string") return value;
    return value.length > LONGEST_TEXT ? presentable(value, secrets, LONGEST_TEXT) : cleanLine(value);
  });
}

/** The object as it is, for what is no text to be shown: keys, tokens, and one's own settings. */
export function parseObject(text: string, revive?: (key: string, value: unknown) => unknown): JsonObject | undefined {
  if (isTooMuch(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text.replace(BYTE_ORDER_MARK, ""), revive);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a token or a key can travel in a header. */
export const isSendable = (value: unknown): value is string =>
  typeof value === "string" && /^[\x21-\x7e]+$/.test(value);

/** Looked at before it is parsed: what is nested deeper than the stack is high ends a process. */
function isTooMuch(text: string): boolean {
  let depth = 0;
  let values = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') inText = !inText;
    else if (inText) at += sign === "\\" ? 1 : 0;
    else if (sign === "[" || sign === "{") depth++;
    else if (sign === "]" || sign === "}") depth--;
    else if (sign === ",") values++;
    if (depth > DEEPEST || values > MOST_VALUES) return true;
  }
  return false;
}
