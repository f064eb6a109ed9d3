/** How a hook tells the engine that a resource exists but is not ready. */
import { createRequire } from "node:module";
import { oneLine } from "../errors";

const pulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export interface NotReady {
  id: string;
  /** One sentence an instance. */
  reasons: string[];
  inputs: Record<string, unknown>;
  /** With `__provider`, without which the engine could not destroy the resource. */
  properties: Record<string, unknown>;
}

/** Thrown from create or update: the state is saved as not initialised, and the next `pulumi up` waits again. */
export function initFailure({ id, reasons, properties }: NotReady): Error {
  return Object.assign(withoutStack(reasons.join("; ")), { id, reasons, properties });
}

/**
 * Thrown from read: the refresh succeeds with a warning, and the next `pulumi up` waits again. The SDK has no word for it,
 * so this is the gRPC status that the engine understands.
 */
export function unhealthy({ id, reasons, inputs, properties }: NotReady): Error {
  const grpc = pulumi("@grpc/grpc-js");
  const { ErrorResourceInitFailed } = pulumi("@pulumi/pulumi/proto/provider_pb.js");
  const { Status } = pulumi("@pulumi/pulumi/proto/status_pb.js");
  const { Any } = pulumi("google-protobuf/google/protobuf/any_pb.js");
  const { Struct } = pulumi("google-protobuf/google/protobuf/struct_pb.js");

  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setReasonsList(reasons);
  detail.setInputs(Struct.fromJavaScript(inputs));
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
  return Object.assign(withoutStack(message), { code: grpc.status.UNKNOWN, details: message, metadata });
}

/** What cannot be told as a state: nothing is saved. Without a stack, which Pulumi would print below the sentence. */
export function withoutStack(message: string): Error {
  const error = new Error(oneLine(message));
  error.stack = "";
  return error;
}
