/** The API clients of one process: whoever asks the same project shares one, and all share connections and sign-in. */
import type { Clock } from "../clock";
import { isCloudDcError } from "../errors";
import { failureClassOf } from "../failure-class";
import { longLine } from "../redact";
import type { Authenticator } from "./auth/authenticator";
import { createAuthenticators } from "./auth/authenticators";
import type { Guards } from "./auth/guards";
import { createLimiter, type Limiter } from "./client/limiter";
import { createProjectClient } from "./client/project-client";
import { createStatusClient, type StatusClient } from "./client/status-client";
import { createTransport } from "./http/transport";
import type { Settings } from "./settings";
import { type Location, type Target, targetOf } from "./target";

/** The client of a project; rejects with what is wrong with the arguments, or with the credentials. */
export type Connect = (where: Location) => Promise<StatusClient>;

/** Caches a failure that asking again cannot mend, so that 100 gates do not each probe the metadata service. */
const FAILURE_LASTS_MS = 30_000;

/** Told what is one clean line, though settings and profiles hold any text. */
export type Logger = (severity: "debug" | "warning", line: string) => void;

/** What a process learns of servers, whatever settings it reads next. */
export interface Memory {
  /** The pace of each host. */
  readonly limiters: Map<string, Limiter>;
  readonly guards: Guards;
}

export const noMemory = (): Memory => ({ limiters: new Map(), guards: new Map() });

export interface ClientsOptions {
  /** Makes the connections; a test in virtual time has its own. */
  readonly openTransport?: typeof createTransport;
  /** @default one of its own */
  readonly memory?: Memory;
}

export function createClients(
  settings: Settings,
  clock: Clock,
  log: Logger,
  { openTransport = createTransport, memory = noMemory() }: ClientsOptions = {},
): Connect {
  const tell: Logger = (severity, line) => log(severity, longLine(line));
  const { limiters, guards } = memory;
  /** The rate limit is the host's, whichever project is asked. */
  const limiterOf = (endpoint: string): Limiter => {
    const { host } = new URL(endpoint);
    const limiter = limiters.get(host) ?? createLimiter(clock);
    limiters.set(host, limiter);
    return limiter;
  };
  /** One set of connections and one sign-in for all targets; what they depend on is settings, which are the same for all. */
  let authenticate: ((target: Target) => Promise<Authenticator>) | undefined;
  const authenticatorOf = (target: Target) => {
    authenticate ??= createAuthenticators(
      settings,
      { send: openTransport({ ...target, env: settings.env }), clock, debug: (line) => tell("debug", line) },
      guards,
    );
    return authenticate(target);
  };
  const clients = new Map<string, { client: Promise<StatusClient>; failedAt?: number }>();

  return (where) => {
    const key = JSON.stringify([where.endpoint, where.region, where.projectId]);
    const known = clients.get(key);
    if (known && (known.failedAt === undefined || clock.now() - known.failedAt < FAILURE_LASTS_MS)) return known.client;
    const entry: { client: Promise<StatusClient>; failedAt?: number } = {
      client: open(where, settings, { clock, limiterOf, authenticatorOf, tell }),
    };
    entry.client.catch((error) => {
      // What may pass by itself is tried again by whoever comes next.
      const isFinal = isCloudDcError(error) && failureClassOf(error.code) === "final";
      entry.failedAt = isFinal ? clock.now() : Number.NEGATIVE_INFINITY;
    });
    clients.set(key, entry);
    return entry.client;
  };
}

interface Io {
  clock: Clock;
  limiterOf(endpoint: string): Limiter;
  authenticatorOf(target: Target): Promise<Authenticator>;
  tell: Logger;
}

async function open(where: Location, settings: Settings, io: Io): Promise<StatusClient> {
  const found = targetOf(where, settings);
  if ("problems" in found) throw found.problems[0];
  const { target } = found;
  const { clock, limiterOf, authenticatorOf, tell } = io;
  if (target.insecure)
    tell("warning", `insecure is set: certificates are not checked, so anybody could answer as ${target.endpoint}`);
  const client = createProjectClient(target, await authenticatorOf(target));
  return createStatusClient(client, limiterOf(target.endpoint), clock);
}
