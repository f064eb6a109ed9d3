/** A CloudDC, IAM and ECS-metadata server for tests, examples and users. It shares no code with the rest of the package. */

export { type Cloud, type CloudAnswer, createCloud } from "./cloud";
export type { CloudControls } from "./controls";
// What it is told, and what it tells
export type { Fault, ListFlaw } from "./faults/fault";
export type { Delivery } from "./faults/fault-response";
// Without a socket, in virtual time
export type { CloudRequest, RequestKind } from "./http/call";
export type { TimelineStart } from "./instances/instances";
export type { Operation, OperationTimelines } from "./instances/operations";
export type { Step, StepError, Timeline } from "./instances/timeline";
export type { AccessKey, Agency, Project, SimulatorOptions, User } from "./options";
export type { RecordedRequest } from "./request-log";
// On a loopback socket
export { type Simulator, startSimulator } from "./server";
export type { Limit } from "./throttle";
