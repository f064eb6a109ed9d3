/**
 * What CloudDC's operations do to an instance: in which states each is allowed, and what the instance then goes through.
 * By the pages of CreateInstance, DeleteInstance, ReinstallOs, ChangeServerPowerState and ChangeInstancePassword, and by the state
 * diagram of ShowInstanceStatus; neither names a state in which a deletion would be refused.
 */

import { readTimeline, type Step, type Timeline } from "./timeline";

/**
 * "retry" is what the console does for an instance in `error`; no API does that.
 *
 * @example
 * ```ts
 * const operation: simulator.Operation = "reinstall";
 * cloud.perform("web-1", operation);
 * ```
 */
export type Operation = "create" | "delete" | "reinstall" | "powerOn" | "powerOff" | "reboot" | "retry";

/**
 * What an instance goes through after an operation. Of a list the first operation takes the first timeline and so on; the last one
 * is for all that follow. So `["shutting-down 3s, error/uninstall-failed", "shutting-down 3s, terminated"]` fails once.
 *
 * @example
 * ```ts
 * const timelines: simulator.OperationTimelines = { create: "pending 5s, running" };
 * cloud.operations(timelines);
 * ```
 */
export type OperationTimelines = Readonly<Partial<Record<Operation, Timeline | readonly string[]>>>;

/** Short, because somebody waits and looks: real machines take some minutes for each. */
const DEFAULTS: Readonly<Record<Operation, string>> = {
  create: "pending 2s, stopped/install-processing 5s, running/install-succeed",
  delete: "shutting-down/uninstall-processing 4s, terminated/uninstall-succeed",
  // Right after the call the old state is still there, which is what a wait must not be taken in by.
  reinstall: "running/reinstall-processing 1s, pending/reinstall-processing 5s, running/reinstall-succeed",
  powerOn: "stopped 1s, running",
  powerOff: "running 1s, stopped",
  reboot: "running 1s, stopped 2s, running",
  retry: "pending/install-processing 4s, running/install-succeed",
};

export const OPERATIONS = Object.keys(DEFAULTS) as readonly Operation[];

const inProgress = ({ operationState = "" }: Step) => operationState.endsWith("-processing");

/** Whether an operation may begin in a state. A reinstallation that failed may be tried again. */
export function isAllowed(operation: Operation | "password", step: Step): boolean {
  const { state, operationState } = step;
  switch (operation) {
    // What exists is created no more.
    case "create":
      return false;
    case "delete":
      return state !== "shutting-down" && state !== "terminated";
    case "reinstall":
      return (state === "running" && !inProgress(step)) || operationState === "reinstall-failed";
    case "powerOn":
      return state === "stopped" && !inProgress(step);
    case "powerOff":
    case "reboot":
      return state === "running" && !inProgress(step);
    // The page of the operation asks for `running`, the diagram of states shows it at `stopped`.
    case "password":
      return state === "running" || state === "stopped";
    case "retry":
      return state === "error";
  }
}

export interface Operations {
  set(timelines: OperationTimelines): void;
  /** The timeline that the next operation leads to; it is used up where another one follows it. */
  next(operation: Operation): readonly Step[];
}

const isList = (timeline: Timeline | readonly string[]): timeline is readonly string[] =>
  Array.isArray(timeline) && timeline.length > 0 && timeline.every((one) => typeof one === "string");

export function createOperations(first: OperationTimelines): Operations {
  const queues = new Map<Operation, readonly (readonly Step[])[]>();
  const set = (timelines: OperationTimelines) => {
    for (const [operation, timeline] of Object.entries(timelines) as [Operation, Timeline | readonly string[]][]) {
      if (!OPERATIONS.includes(operation))
        throw new Error(`"${operation}" is not an operation; the operations are ${OPERATIONS.join(", ")}.`);
      queues.set(operation, (isList(timeline) ? timeline : [timeline]).map(readTimeline));
    }
  };
  set(DEFAULTS);
  set(first);

  return {
    set,
    next(operation) {
      const [timeline = [], ...others] = queues.get(operation) ?? [];
      if (others.length > 0) queues.set(operation, others);
      return timeline;
    },
  };
}
