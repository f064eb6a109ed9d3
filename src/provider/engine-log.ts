/** Lines on one resource in Pulumi's display. Hooks have no call for it; the engine's own log service does it. */
import { createRequire } from "node:module";
import { longLine } from "../redact";

export type Severity = "debug" | "info" | "warning";

export interface LogOptions {
  severity?: Severity;
  /** Shown while it happens, and not kept in the final Diagnostics. */
  ephemeral?: boolean;
}

export type Log = (urn: string | undefined, message: string, options?: LogOptions) => void;

export interface EngineLog {
  log: Log;
  /** Resolves when the engine has heard, or lost, every line up to now. */
  heard(): Promise<void>;
  /** Whether the engine at the other end is gone: nobody would ever read the outcome of a wait. */
  isGone(): boolean;
}

// grpc-js must be the copy that Pulumi's SDK uses (it compares classes), which a strict package layout hides from us.
const pulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

/** `LogSeverity` of pulumi/engine.proto. */
const SEVERITY = { debug: 0, info: 1, warning: 2 };
/** `TRANSIENT_FAILURE` of gRPC's connectivity states: a loopback connection that fails has nobody at its other end. */
const FAILED = 3;

/** `address` is the last argument of the provider process. */
export function connectEngineLog(address: string): EngineLog {
  const grpc = pulumi("@grpc/grpc-js");
  const services = pulumi("@pulumi/pulumi/proto/engine_grpc_pb.js");
  const messages = pulumi("@pulumi/pulumi/proto/engine_pb.js");
  const engine = new services.EngineClient(address, grpc.credentials.createInsecure());
  /** One line goes when the engine has heard the one before: those that are under way at once it hears in any order. */
  let heard: Promise<void> = Promise.resolve();

  return {
    log(urn, message, { severity = "info", ephemeral = false } = {}) {
      const request = new messages.LogRequest();
      request.setSeverity(SEVERITY[severity]);
      request.setMessage(longLine(message));
      request.setUrn(urn ?? "");
      request.setEphemeral(ephemeral);
      // A line that is lost must not end a wait.
      heard = heard.then(() => new Promise<void>((resolve) => engine.log(request, () => resolve()))).catch(() => {});
    },
    heard: () => heard,
    isGone: () => engine.getChannel().getConnectivityState(true) === FAILED,
  };
}
