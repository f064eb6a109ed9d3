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
export interface LocationInputs {
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
  __customTimeouts?: { create?: string | undefined; update?: string | undefined };
  /** What the gate leads to; `check` writes here what it has seen instead, where an existing gate is not ready. */
  status: string;
}

/**
 * What `check` makes of it, and what is saved as the inputs of a gate. What it adds begins with `__`, since a difference to what
 * the program passes would be shown as one.
 */
export interface GateInputs extends Omit<GateNews, "__run" | "instanceId"> {
  /** Where it asks: the arguments, and what the settings say of the rest. */
  __location: LocationInputs;
}

/** What the hooks of a gate return: its inputs, and what was seen at the end of the wait. */
export interface GateOutputs extends GateInputs {
  /** Empty where nothing was looked at. */
  observed: ObservedGroup[];
  /**
   * The mark of a gate that is open, and by what. Only a wait that found all instances ready, or `skipWait`, writes it; nothing
   * that depends on a gate without it may go on.
   */
  openedBy?: "wait" | "skipWait";
  /** It was open before, and is not now. */
  wasOpen?: boolean;
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
export interface RecordInputs extends Omit<RecordNews, "__run"> {
  __location: LocationInputs;
}
