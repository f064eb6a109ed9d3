/** Whether a gate has to be replaced, waited for again, or left alone. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { GateInputs, GateOutputs } from "../contract";
import { isUnknown } from "./checks";
import { READY } from "./preview-summary";

export interface GateDiff {
  changes: boolean;
  replaces: string[];
}

/** What a gate is: with another one of these it is another gate. */
const IDENTITY = ["instanceIds", "region", "projectId", "endpoint"] as const;

export function diffGate(olds: GateOutputs, news: GateInputs): GateDiff {
  const replaces = IDENTITY.filter((key) => isUnknown(news[key]) || !same(key, olds, news));
  const skipped = news.skipWait === true;
  const waitsAgain =
    !isDeepStrictEqual(olds.triggers ?? [], news.triggers ?? []) ||
    olds.openedBy !== (skipped ? "skipWait" : "wait") ||
    // In doubt the gate is shut: whatever is not known to be ready is waited for.
    (!skipped && news.status !== READY);
  return { changes: replaces.length > 0 || waitsAgain, replaces };
}

const same = (key: (typeof IDENTITY)[number], olds: GateOutputs, news: GateInputs): boolean =>
  key === "instanceIds"
    ? isDeepStrictEqual([...(olds.instanceIds ?? [])].sort(), [...news.instanceIds].sort())
    : olds[key] === news[key];
