/** A CloudDC, IAM and ECS-metadata server for tests, examples and users. It shares no code with the rest of the package. */

// Without a socket, in virtual time
export { type Cloud, type CloudAnswer, createCloud } from "./cloud";
// What it is told
export type { CloudControls } from "./controls";
// On a loopback socket
export type { Environment } from "./environment";
export type { Fault, ListFlaw } from "./faults/fault";
export type { Delivery } from "./faults/fault-response";
export type { CloudRequest, RequestKind } from "./http/call";
export type { TimelineStart } from "./instances/instances";
export type { Operation, OperationTimelines } from "./instances/operations";
export type { Step, StepError, Timeline } from "./instances/timeline";
export type { AccessKey, Agency, Project, SimulatorOptions, User } from "./options";
// What it tells
export type { ShownFault, ShownInstance, ShownRequest, Snapshot, Stretch } from "./page/snapshot";
export type { Pace, Watcher } from "./page/traffic";
export type { RecordedRequest } from "./request-log";
export { type Simulator, startSimulator } from "./server";
export type { Limit } from "./throttle";
