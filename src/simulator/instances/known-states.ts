/** Which states are Huawei's. Others are allowed, because the API's set has changed before; but most of them are slips of the pen. */

import type { Step } from "./timeline";

/** Those of Huawei's pages and SDKs: today's, and those from before 2026-04. */
const STATES = [
  "pending",
  "running",
  "stopped",
  "shutting-down",
  "terminated",
  "error",
  "stopping",
  "reinstalling",
  "failed",
  "modifyIping",
  "switch-installing",
];

/** The states in a timeline that Huawei does not name, each once, as the end of a sentence that begins with where they are. */
export function oddStates(steps: readonly Step[]): string[] {
  const states = steps.flatMap(({ state, listState }) => [state, listState]);
  const odd = states.filter((state): state is string => state !== undefined && !STATES.includes(state));
  return [...new Set(odd)].map(
    (state) => `has a state that Huawei's pages do not name, ${JSON.stringify(state)}: a gate waits while it sees it`,
  );
}
