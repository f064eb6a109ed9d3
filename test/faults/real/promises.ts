/** What must hold of a run on the real engine: of what it prints, and of what comes after a gate. */
import type { RecordedRequest } from "../../../src/simulator";
import type { Truth } from "../truth";

export const TOKEN = "simulator-token";
export const PASSWORD = "simulator-password";

/** What no reader should find in an output. */
const NOT_FOR_A_READER = [/UnhandledPromiseRejection/, /MaxListenersExceededWarning/, /\n\s+at \S+ \(/, /TypeError/];

export function unreadable(what: string, output: string, secretIds: readonly string[]): string[] {
  const end = output.slice(-1_500);
  return [
    ...NOT_FOR_A_READER.filter((pattern) => pattern.test(output)).map((pattern) => `${what} prints ${pattern}: ${end}`),
    ...[TOKEN, PASSWORD].filter((one) => output.includes(one)).map((one) => `${what} prints ${one}`),
    ...secretIds
      .filter((id) => new RegExp(`\\b${id}\\b`).test(output))
      .map((id) => `${what} prints the secret ${id}: ${end}`),
  ];
}

/** What depends on a gate is first asked about after a look by the status API that found all ready at one moment. */
export function beganTooEarly(
  requests: readonly RecordedRequest[],
  dependent: string,
  ids: readonly string[],
  truth: Truth,
): string[] {
  const at = requests.findIndex(({ ids: asked }) => asked.includes(dependent));
  const began = requests[at]?.at;
  if (began === undefined) return [];
  const before = requests.slice(0, at).filter(({ kind }) => kind === "status");
  const looks = ids.map((id) => before.filter(({ ids: asked }) => asked[0] === id).at(-1)?.at);
  if (looks.includes(undefined)) return ["the dependent began before the status API was asked about all instances"];
  const from = Math.min(...looks.map((time) => time ?? 0));
  const changes = ids.flatMap((id) => truth.changes(id)).filter((time) => time > from && time <= began);
  return [from, ...changes].some((moment) => ids.every((id) => truth.at(id, moment) === "ready"))
    ? []
    : ["the dependent began though the instances were not all ready at one moment since the last look"];
}

/** So many more may be refused: a busy machine may send the first request of a window late, and those of the next in time. */
const MOST_REFUSED_LATER = 2;

/** One process meets a limit that names itself once: with its first burst. */
export function beyondTheLimit(requests: readonly RecordedRequest[]): string[] {
  const answers = requests.filter(({ kind }) => kind === "status" || kind === "list").map(({ status }) => status);
  const burst = answers.indexOf(429);
  const admitted = answers.findIndex((status, at) => at > burst && status !== 429);
  const later = burst === -1 || admitted === -1 ? [] : answers.slice(admitted).filter((status) => status === 429);
  return later.length > MOST_REFUSED_LATER ? [`${later.length} more answers of 429 after the first burst`] : [];
}
