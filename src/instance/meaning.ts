/**
 * What an observation means to someone who waits for `running`. This table decides, alone: README's is printed from it.
 * A new state goes here. Pure.
 */
import type { InstanceStatus } from "./status";

/**
 * What a status says of the instance.
 *
 * @example
 * ```ts
 * const phase: clouddc.Phase = "ready";
 * ```
 */
export type Phase = "ready" | "busy" | "idle" | "failed" | "gone" | "missing";

export interface StatusRow {
  observed: string;
  phase: Phase;
  inGate: string;
  matches(state: string, operation: string): boolean;
}

const processing = (operation: string) => operation.endsWith("-processing");
const among =
  (...states: string[]) =>
  (state: string) =>
    states.includes(state);

/** Transitional states: today's `pending`, and the words of the list API and of older SDKs for the same. */
const transitional = among("pending", "stopping", "reinstalling", "modifyiping", "switch-installing");

/** The first row that matches counts. `shutting_down` and `teminated` are spellings that Huawei's own pages and SDKs use. */
export const statusTable: readonly StatusRow[] = [
  {
    observed: "`shutting-down`, `shutting_down`, `terminated`, `teminated`",
    phase: "gone",
    inGate: "fails at once: `running` cannot be reached any more",
    matches: among("shutting-down", "terminated", "teminated"),
  },
  {
    observed: "`error`, `failed`, or any state with `…-failed`",
    phase: "failed",
    inGate: "fails at once with error_code, error_msg and error_type; with `tolerateError` it keeps waiting",
    matches: (state, operation) => among("error", "failed")(state) || operation.endsWith("-failed"),
  },
  {
    observed: "`running` with `…-processing`",
    phase: "busy",
    inGate: "keeps waiting: right after a reinstall or reboot the API still says the old `running`",
    matches: (state, operation) => state === "running" && processing(operation),
  },
  {
    observed: "`running`",
    phase: "ready",
    inGate: "the gate opens when the status API says so of all instances, `settle` looks in a row",
    matches: among("running"),
  },
  {
    observed: "`stopped` with `…-processing`",
    phase: "busy",
    inGate: "keeps waiting: provisioning passes through it",
    matches: (state, operation) => state === "stopped" && processing(operation),
  },
  {
    observed: "`stopped`, nothing in progress",
    phase: "idle",
    inGate: "keeps waiting up to `stoppedGrace` (a reboot passes through it), then fails: nothing is starting it",
    matches: among("stopped"),
  },
  {
    observed: "`pending`, any unknown state, no state at all",
    phase: "busy",
    inGate: "keeps waiting; warns once of an unknown state, with its raw text",
    matches: () => true,
  },
];

export function phaseOf(status: InstanceStatus): Phase {
  const state = normal(status.state);
  const operation = normal(status.operationState);
  // The last row matches everything.
  return statusTable.find((row) => row.matches(state, operation))?.phase ?? "busy";
}

/** Whether the list API speaks the vocabulary of older SDKs, which has no operation states. */
export const isOldVocabulary = ({ state }: InstanceStatus): boolean =>
  among("stopping", "reinstalling", "modifyiping", "switch-installing", "failed")(normal(state));

/** Whether the state is in no row: worth a warning, since the API's set of states changed twice in ten months. */
export function isUnknownState(status: InstanceStatus): boolean {
  const state = normal(status.state);
  return state !== "" && !transitional(state) && phaseOf(status) === "busy" && !among("running", "stopped")(state);
}

const normal = (text = ""): string => text.trim().toLowerCase().replace(/_/g, "-");
