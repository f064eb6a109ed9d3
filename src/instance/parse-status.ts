/** How an answer's body is read as a status: bounded, clean, and without a secret. Pure. */
import { cleanLine } from "../clean-line";
import { quote, redact } from "../redact";
import type { InstanceError, InstanceStatus } from "./status";
import { withTexts } from "./texts";

/** The longest state that is known has 25 characters. */
const LONGEST_WORD = 64;

/**
 * Reads a body's object; `undefined` where it is none. Fields of a wrong type, and an error without any text, count as absent.
 * No text of it holds one of the secrets.
 */
export function parseStatus(body: unknown, secrets: readonly string[] = []): InstanceStatus | undefined {
  if (!isRecord(body)) return undefined;
  const [state, operationState] = [body.state, body.operation_state].map((value) => word(value, secrets));
  const error = parseError(body.error, secrets);
  const status = { ...(state && { state }), ...(operationState && { operationState }), ...(error && { error }) };
  return withTexts(status, (text) => redact(text, secrets));
}

function parseError(error: unknown, secrets: readonly string[]): InstanceError | undefined {
  if (!isRecord(error)) return undefined;
  const texts = [error.error_code, error.error_msg, error.error_type];
  const [errorCode, errorMsg, errorType] = texts.map((value) => text(value, secrets));
  if (!errorCode && !errorMsg && !errorType) return undefined;
  return { errorCode: errorCode ?? "", errorMsg: errorMsg ?? "", errorType: errorType ?? "" };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** A word of an open set: as it is, for it decides. One that goes on and on is none, but somebody's text. */
function word(value: unknown, secrets: readonly string[]): string {
  const said = typeof value === "string" ? cleanLine(value) : "";
  return said.length > LONGEST_WORD ? quote(said, secrets, LONGEST_WORD) : said;
}

const text = (value: unknown, secrets: readonly string[]): string =>
  typeof value === "string" || typeof value === "number" ? quote(String(value), secrets) : "";
