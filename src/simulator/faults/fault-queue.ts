/** Faults on order: which of them, if any, hits a request. */

import type { Call } from "../http/call";
import { type Fault, faultProblem } from "./fault";

export interface FaultQueue {
  add(fault: Fault): void;
  clear(): void;
  take(call: Call): Fault | undefined;
}

export function createFaultQueue(): FaultQueue {
  let queue: { fault: Fault; skip: number; left: number }[] = [];
  const matches = ({ kind, id, query, list }: Fault, call: Call): boolean =>
    (kind === undefined || kind === call.kind) &&
    (list === undefined || call.kind === "list") &&
    (id === undefined || call.ids.includes(id)) &&
    (query === undefined || Object.hasOwn(call.query, query));

  return {
    add(fault) {
      const problem = faultProblem(fault);
      if (problem !== undefined) throw new Error(problem);
      queue.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
    },
    clear() {
      queue = [];
    },
    take(call) {
      // A fault that lets the request pass leaves it to those ordered after it.
      const entry = queue.find((one) => matches(one.fault, call) && one.skip-- <= 0);
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left === 0) queue = queue.filter((other) => other !== entry);
      return entry.fault;
    },
  };
}
