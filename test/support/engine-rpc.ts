/** What the engine says and hears over gRPC, in plain objects: a fake log service, and a client of the provider process. */
import { createRequire } from "node:module";

/** Pulumi's own copies: grpc-js compares classes. */
const pulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const grpc = pulumi("@grpc/grpc-js");
const engineServices = pulumi("@pulumi/pulumi/proto/engine_grpc_pb.js");
const providerServices = pulumi("@pulumi/pulumi/proto/provider_grpc_pb.js");
const messages = pulumi("@pulumi/pulumi/proto/provider_pb.js");
const { Status } = pulumi("@pulumi/pulumi/proto/status_pb.js");
const { Struct } = pulumi("google-protobuf/google/protobuf/struct_pb.js");
const { Empty } = pulumi("google-protobuf/google/protobuf/empty_pb.js");

export type Properties = Record<string, unknown>;

/** One line that a provider sent to the engine. */
export interface LogLine {
  severity: "debug" | "info" | "warning" | "error";
  message: string;
  urn: string;
  ephemeral: boolean;
}

export interface FakeEngine {
  /** As it is given to the provider process. */
  readonly address: string;
  readonly lines: readonly LogLine[];
  /** How many of them it has acknowledged. */
  acknowledged(): number;
  /** How many were under way at once, at most: an engine may hear those in any order. */
  mostAtOnce(): number;
  /** Resolves with the first line, of the past or to come, that passes. */
  logs(passes: (line: LogLine) => boolean): Promise<LogLine>;
  close(): void;
}

/** `slowMs`: how long it takes to acknowledge a line. */
export async function startFakeEngine(slowMs: number): Promise<FakeEngine> {
  const lines: LogLine[] = [];
  let acknowledged = 0;
  let mostAtOnce = 0;
  const listeners = new Set<() => void>();
  const server = new grpc.Server();
  server.addService(engineServices.EngineService, {
    log({ request }: GrpcCall, answer: GrpcAnswer) {
      const severity = (["debug", "info", "warning", "error"] as const)[request.getSeverity()] ?? "error";
      const [message, urn] = [request.getMessage(), request.getUrn()];
      lines.push({ severity, message, urn, ephemeral: request.getEphemeral() });
      mostAtOnce = Math.max(mostAtOnce, lines.length - acknowledged);
      setTimeout(() => {
        acknowledged++;
        answer(null, new Empty());
      }, slowMs);
      for (const listener of listeners) listener();
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, found: number) => (error ? reject(error) : resolve(found));
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), bound);
  });
  return {
    address: `127.0.0.1:${port}`,
    lines,
    acknowledged: () => acknowledged,
    mostAtOnce: () => mostAtOnce,
    logs: (passes) =>
      new Promise((resolve) => {
        const look = () => {
          const line = lines.find(passes);
          if (!line) return;
          listeners.delete(look);
          resolve(line);
        };
        listeners.add(look);
        look();
      }),
    close: () => server.forceShutdown(),
  };
}

/** What the engine learns of an RPC that failed. */
export interface RpcFailure {
  code: number;
  message: string;
  /** What the details of the status hold: a resource that exists, and is not ready. */
  initFailed?: InitFailed | undefined;
}

export interface InitFailed {
  id: string;
  reasons: string[];
  properties: Properties;
  inputs?: Properties | undefined;
}

/** The hooks of the provider process. They reject with an {@link RpcFailure}. */
export interface ProviderClient {
  configure(config: Record<string, string>): Promise<void>;
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Record<string, string> }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean; replaces: string[] }>;
  /** `timeout` is in seconds, as of `customTimeouts`. */
  create(properties: Properties, timeout?: number): Promise<{ id: string; properties: Properties }>;
  update(id: string, olds: Properties, news: Properties, timeout?: number): Promise<{ properties: Properties }>;
  read(id: string, properties: Properties): Promise<{ id: string; properties: Properties; inputs?: Properties }>;
  delete(id: string, properties: Properties): Promise<void>;
  close(): void;
}

export function connectProvider(port: number): ProviderClient {
  const client = new providerServices.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = (method: string, request: unknown): Promise<GrpcMessage> =>
    new Promise((resolve, reject) => {
      client[method](request, (error: GrpcError | null, answer: GrpcMessage) =>
        error ? reject(failureOf(error)) : resolve(answer),
      );
    });
  const struct = (values: Properties) => Struct.fromJavaScript(values);

  return {
    async configure(config) {
      const request = new messages.ConfigureRequest();
      request.setArgs(struct(config));
      await call("configure", request);
    },
    async check(olds, news) {
      const request = new messages.CheckRequest();
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const answer = await call("check", request);
      const failures: GrpcMessage[] = answer.getFailuresList();
      return {
        inputs: answer.getInputs().toJavaScript(),
        failures: Object.fromEntries(failures.map((failure) => [failure.getProperty(), failure.getReason()])),
      };
    },
    async diff(id, olds, news) {
      const request = new messages.DiffRequest();
      request.setId(id);
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const answer = await call("diff", request);
      const changes = answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
      return { changes, replaces: answer.getReplacesList() };
    },
    async create(properties, timeout = 0) {
      const request = new messages.CreateRequest();
      request.setTimeout(timeout);
      request.setProperties(struct(properties));
      const answer = await call("create", request);
      return { id: answer.getId(), properties: answer.getProperties().toJavaScript() };
    },
    async update(id, olds, news, timeout = 0) {
      const request = new messages.UpdateRequest();
      request.setTimeout(timeout);
      request.setId(id);
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      return { properties: (await call("update", request)).getProperties().toJavaScript() };
    },
    async read(id, properties) {
      const request = new messages.ReadRequest();
      request.setId(id);
      request.setProperties(struct(properties));
      const answer = await call("read", request);
      const inputs = answer.getInputs()?.toJavaScript();
      return { id: answer.getId(), properties: answer.getProperties().toJavaScript(), ...(inputs && { inputs }) };
    },
    async delete(id, properties) {
      const request = new messages.DeleteRequest();
      request.setId(id);
      request.setProperties(struct(properties));
      await call("delete", request);
    },
    close: () => client.close(),
  };
}

/** Reads the error as the engine does: the details are in a header of their own. */
export function failureOf({ code, details, message, metadata }: GrpcError): RpcFailure {
  const [packed] = metadata?.get("grpc-status-details-bin") ?? [];
  const failure = { code, message: details ?? message };
  if (packed === undefined) return failure;
  const [any] = Status.deserializeBinary(packed).getDetailsList();
  const detail = any.unpack(messages.ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed");
  return {
    ...failure,
    initFailed: {
      id: detail.getId(),
      reasons: detail.getReasonsList(),
      properties: detail.getProperties().toJavaScript(),
      inputs: detail.getInputs()?.toJavaScript(),
    },
  };
}

/** Pulumi's messages are generated, and their accessors are not typed here. */
type GrpcMessage = ReturnType<typeof pulumi>;
interface GrpcCall {
  request: GrpcMessage;
}
type GrpcAnswer = (error: null, answer: unknown) => void;
interface GrpcError {
  code: number;
  message: string;
  details?: string;
  metadata?: { get(name: string): Buffer[] };
}
