/** Whether a gate has to be replaced, waited for again, or left alone. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { GateInputs, GateOutputs } from "../contract";
import { READY } from "../gate-status";
import { isUnknown } from "./checks";
import { differencesOf } from "./location";
import { secrecyChanged } from "./secrecy";

export interface GateDiff {
  changes: boolean;
  replaces: string[];
}

export function diffGate(olds: Partial<GateOutputs>, news: GateInputs): GateDiff {
  // What a gate is: with other instances, or in another place, it is another gate.
  const otherIds =
    isUnknown(news.instanceIds) || !isDeepStrictEqual(sorted(olds.instanceIds), sorted(news.instanceIds));
  const replaces = [...(otherIds ? ["instanceIds"] : []), ...differencesOf(olds.__location ?? {}, news.__location)];
  return { changes: replaces.length > 0 || waitsAgain(olds, news) || secrecyChanged(olds, news), replaces };
}

/** Whether a gate that stays the same one has something to wait for, and does not just stay as open as it is. */
export function waitsAgain(olds: Partial<GateOutputs>, news: GateInputs): boolean {
  const skipped = news.skipWait === true;
  return (
    !isDeepStrictEqual(olds.triggers ?? [], news.triggers ?? []) ||
    isUnknown(news.skipWait) ||
    olds.openedBy !== (skipped ? "skipWait" : "wait") ||
    // In doubt the gate is shut: whatever is not known to be ready, by now or by the last refresh, is waited for.
    (!skipped && [olds.status, news.status].some((status) => status !== READY))
  );
}

const sorted = (ids: readonly string[] = []) => [...ids].sort();
