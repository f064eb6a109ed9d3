/**
 * The contract between a resource's constructor and its hooks, which run in two processes: what the one passes and the other
 * receives, checks and saves. Types only, so that the compiler sees both ends and nothing is loaded for it.
 */
import type { Phase } from "./instance/meaning";
import type { InstanceStatus } from "./instance/status";
import type { WaitOptions } from "./wait/options";

/** Which program a resource belongs to, in this run. */
export interface ProgramProcess {
  readonly pid: number;
  /** Whether this is a preview. */
  readonly preview: boolean;
}

/** What every constructor passes besides its arguments. Keys that begin with `__` stay out of every diff that Pulumi shows. */
export interface InternalInputs {
  __provider: string;
  /** The resource's own URN: hooks are not told it. */
  __urn?: string;
  /** The ids are a secret: no message may show one. Absent where they are none. */
  __secret?: boolean | undefined;
  /** Of this run only: check takes it out. */
  __run?: ProgramProcess;
}

/** Where to ask. */
interface LocationInputs {
  region?: string | undefined;
  projectId?: string | undefined;
  endpoint?: string | undefined;
}

/** What the constructor of a gate passes to `check`. */
export interface GateNews extends LocationInputs, WaitOptions, InternalInputs {
  instanceIds: string[];
  /** Refused beside `instanceIds`; alone it is one of them by now. */
  instanceId?: string;
  skipWait?: boolean;
  triggers?: unknown[];
  /** `opts.customTimeouts`, which reach no hook by themselves. */
  customTimeouts?: { create?: string | undefined; update?: string | undefined };
  /** Filled by `check`: what was seen of the instances. */
  status: string;
}

/** What `check` makes of it, and what is saved as the inputs of a gate. */
export type GateInputs = Omit<GateNews, "__run" | "customTimeouts">;

/** What the hooks of a gate return: its inputs, and what was seen at the end of the wait. */
export interface GateOutputs extends GateInputs {
  /** Empty where nothing was looked at. */
  observed: ObservedGroup[];
  /**
   * The mark of a gate that is open, and by what. Only a wait that found all instances ready, or `skipWait`, writes it; nothing
   * that depends on a gate without it may go on.
   */
  openedBy?: "wait" | "skipWait";
}

/** Instances with the same status, said once. */
export interface ObservedGroup {
  status: InstanceStatus;
  /** What they went through, in short, where the gate did not open. */
  trail?: string;
  /** Their places in the gate's ids; absent when it is all of them. */
  places?: number[];
}

/** What a record holds of its instance, as inputs and as outputs. */
export interface RecordedStatus extends InstanceStatus {
  phase?: Phase;
}

/** What the constructor of a record passes to `check`. */
export interface RecordNews extends LocationInputs, RecordedStatus, InternalInputs {
  instanceId: string;
  /** `opts.ignoreChanges`; `check` makes of it those of what is recorded of which no change counts. */
  __ignoreChanges?: string[] | undefined;
}

/** What `check` makes of it, and what is saved as inputs and as outputs of a record. */
export type RecordInputs = Omit<RecordNews, "__run">;
