/** What was so, by the scenario itself, and what an answer says: an oracle of its own, which shares nothing with the product. */
import type { HttpResponse } from "../../src/api/http/transport";

/** By README's table. */
export type Meaning = "ready" | "busy" | "idle" | "failed" | "gone" | "missing";

export function meaningOf(state: string | undefined, operation = ""): Meaning {
  if (state === "missing") return "missing";
  if (state === "shutting-down" || state === "terminated") return "gone";
  if (state === "error" || state === "failed" || operation.endsWith("-failed")) return "failed";
  if (operation.endsWith("-processing")) return "busy";
  if (state === "running") return "ready";
  return state === "stopped" ? "idle" : "busy";
}

/** What an instance is in one stretch of its life, which is written as the simulator reads it. */
type Reading = (stretch: string) => Meaning;

const STRETCH = /^([\w-]+)(?:\/([\w-]+))?(?: list=([\w-]+))?$/;

const byStatus: Reading = (stretch) => {
  const [, state, operation] = STRETCH.exec(stretch) ?? [];
  return meaningOf(state, operation);
};

/** The same by the list, which may have a word of its own. Its old words tell of no operation but those that have a state. */
export const byList =
  (oldVocabulary: boolean): Reading =>
  (stretch) => {
    const [, state, operation, own] = STRETCH.exec(stretch) ?? [];
    if (own !== undefined) return meaningOf(own);
    const hasOldWord = ["reinstall-processing", "modify-ip-processing", "switch-install-processing"];
    return meaningOf(state, oldVocabulary && !hasOldWord.includes(operation ?? "") ? undefined : operation);
  };

/** The states that are in the list's old words only. */
export const OLD_WORDS: readonly string[] = ["stopping", "reinstalling", "failed", "modifyIping", "switch-installing"];

export interface Truth {
  /** What an instance was at a time of the wall clock, by the status API unless the truth is another's. */
  at(id: string, time: number): Meaning;
  /** The times at which an instance changed. */
  changes(id: string): readonly number[];
}

/** One instance's life in the simulator's words, and how it ends for good. */
export interface Life {
  readonly id: string;
  readonly stretches: readonly { readonly state: string; readonly forMs: number }[];
  readonly last: string;
}

export function truthOf(instances: readonly Life[], startedOn: number, meaning = byStatus): Truth {
  const lives = new Map(
    instances.map(({ id, stretches, last }) => {
      let since = startedOn;
      const life: { since: number; meaning: Meaning }[] = [];
      for (const { state, forMs } of [...stretches, { state: last, forMs: 0 }]) {
        life.push({ since, meaning: meaning(state) });
        since += forMs;
      }
      return [id, life];
    }),
  );
  return {
    at: (id, time) =>
      lives
        .get(id)
        ?.filter(({ since }) => since <= time)
        .at(-1)?.meaning ?? "missing",
    changes: (id) => (lives.get(id) ?? []).map(({ since }) => since),
  };
}

/** What an answer of the status API says of its instance; undefined where it says nothing of it. */
export function saidByStatus(answer: HttpResponse): Meaning | undefined {
  const body = bodyOf(answer);
  if (answer.status === 404 && body?.error_code === "iMetal.0200") return "missing";
  if (answer.status !== 200 || !body || body.error_code !== undefined) return undefined;
  return meaningOf(body.state, body.operation_state);
}

/** The same of the list; undefined as well where it says two things at once. */
export function saidByList(answer: HttpResponse, id: string): Meaning | undefined {
  const said = new Set(itemsOf(answer, id).map((item) => meaningOf(item.state, item.operation_state)));
  return said.size === 1 ? [...said][0] : undefined;
}

/** What a list holds of an instance. */
export function itemsOf(answer: HttpResponse, id: string): readonly Body[] {
  const items: unknown = answer.status === 200 ? bodyOf(answer)?.instances : undefined;
  return Array.isArray(items) ? items.filter((one) => one?.id === id) : [];
}

// biome-ignore lint/suspicious/noExplicitAny: a body of any shape
type Body = Record<string, any>;
const bodies = new WeakMap<HttpResponse, { read: Body | undefined }>();

/** The object in a body, if it is one. */
export function bodyOf(answer: HttpResponse): Body | undefined {
  const known = bodies.get(answer) ?? { read: parsed(answer.body) };
  bodies.set(answer, known);
  return known.read;
}

function parsed(body: string): Body | undefined {
  try {
    const value = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
