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

export interface Truth {
  /** What an instance was at a time of the wall clock, by the status API. */
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

export function truthOf(instances: readonly Life[], startedOn: number): Truth {
  const lives = new Map(
    instances.map(({ id, stretches, last }) => {
      let since = startedOn;
      const life: { since: number; meaning: Meaning }[] = [];
      for (const { state, forMs } of [...stretches, { state: last, forMs: 0 }]) {
        const [, name = "", operation] = /^([\w-]+)(?:\/([\w-]+))?/.exec(state) ?? [];
        life.push({ since, meaning: meaningOf(name, operation) });
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

/** The same of the list. */
export function saidByList(answer: HttpResponse, id: string): Meaning | undefined {
  const items: unknown = answer.status === 200 ? bodyOf(answer)?.instances : undefined;
  const item = Array.isArray(items) ? items.find((one) => one?.id === id) : undefined;
  return item && meaningOf(item.state, item.operation_state);
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
