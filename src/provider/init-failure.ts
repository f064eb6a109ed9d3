/** How a hook tells the engine that a resource exists but is not ready. */
import { createRequire } from "node:module";
import { oneLine } from "../redact";

const pulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export interface NotReady {
  id: string;
  /** One sentence an instance, or one for all those of which the same is to be said. */
  reasons: string[];
  /** With `__provider`, without which the engine could not destroy the resource. */
  properties: Record<string, unknown>;
}

/** Thrown from create or update: the state is saved as not initialised, and the next `pulumi up` waits again. */
export function initFailure({ id, reasons, properties }: NotReady): Error {
  return Object.assign(withoutStack(reasons.join("; ")), { id, reasons, properties });
}

/**
 * Thrown from read: the refresh succeeds with a warning, and the next `pulumi up` waits again. The SDK has no word for it,
 * so this is the gRPC status that the engine understands. Without inputs: the engine keeps those that it has.
 */
export function unhealthy({ id, reasons, properties }: NotReady): Error {
  const grpc = pulumi("@grpc/grpc-js");
  const { ErrorResourceInitFailed } = pulumi("@pulumi/pulumi/proto/provider_pb.js");
  const { Status } = pulumi("@pulumi/pulumi/proto/status_pb.js");
  const { Any } = pulumi("google-protobuf/google/protobuf/any_pb.js");
  const { Struct } = pulumi("google-protobuf/google/protobuf/struct_pb.js");

  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setReasonsList(reasons);
  detail.setProperties(Struct.fromJavaScript(properties));
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const message = reasons.join("; ");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.setDetailsList([any]);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return Object.assign(new Error(message), {
    code: grpc.status.UNKNOWN,
    details: message,
    metadata,
    // Pulumi prints `${error}: ${error.stack}` at the stack. "Error: …" would read as if the refresh had failed.
    toString: () => "a gate is not open",
    stack: oneLine(message),
  });
}

/** What cannot be told as a state: nothing is saved. Without a stack, which Pulumi would print below the sentence. */
export function withoutStack(message: string): Error {
  const error = new Error(oneLine(message));
  error.stack = "";
  return error;
}
