/** Faults on order: which of them, if any, hits a request. */

import type { Call } from "../http/call";
import { type Fault, faultProblem } from "./fault";

/** A fault that still hits requests: how many, and until when. */
export interface PendingFault {
  fault: Fault;
  left: number;
  /** In milliseconds since 1970; undefined where it has no end, or has hit nothing yet. */
  endsAt: number | undefined;
}

export interface FaultQueue {
  add(fault: Fault): void;
  clear(): void;
  take(call: Call): Fault | undefined;
  pending(): readonly PendingFault[];
}

function matches({ kind, id, query, list }: Fault, call: Call): boolean {
  return (
    (kind === undefined || kind === call.kind) &&
    (list === undefined || call.kind === "list") &&
    (id === undefined || call.ids.includes(id)) &&
    (query === undefined || Object.hasOwn(call.query, query))
  );
}

export function createFaultQueue(now: () => number): FaultQueue {
  let queue: (PendingFault & { skip: number })[] = [];
  const withoutSpent = () => queue.filter(({ left, endsAt }) => left > 0 && (endsAt === undefined || now() < endsAt));

  return {
    add(fault) {
      const problem = faultProblem(fault);
      if (problem !== undefined) throw new Error(problem);
      const { skip = 0, forMs, times = forMs === undefined ? 1 : Number.POSITIVE_INFINITY } = fault;
      queue.push({ fault, skip, left: times, endsAt: undefined });
    },
    clear() {
      queue = [];
    },
    take(call) {
      queue = withoutSpent();
      // A fault that lets the request pass leaves it to those ordered after it.
      const entry = queue.find((one) => matches(one.fault, call) && one.skip-- <= 0);
      if (entry === undefined) return undefined;
      entry.left -= 1;
      const { forMs } = entry.fault;
      if (forMs !== undefined) entry.endsAt ??= now() + forMs;
      return entry.fault;
    },
    pending: withoutSpent,
  };
}
