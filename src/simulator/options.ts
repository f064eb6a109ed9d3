/**
 * What can be set when a simulator starts, and what holds where nothing is set. Longer than other files: half of it is what users
 * read of each option, with an example.
 */

import type { Fault } from "./faults/fault";
import { type Fields, refuseOddFields } from "./fields";
import type { TimelineStart } from "./instances/instances";
import type { OperationTimelines } from "./instances/operations";
import type { Timeline } from "./instances/timeline";
import type { Limit } from "./throttle";

/**
 * An access key pair. With `securityToken` it is a temporary one, and requests must carry that token as well.
 *
 * @example
 * ```ts
 * const key: simulator.AccessKey = { accessKey: "AK", secretKey: "SK" };
 * ```
 */
export interface AccessKey {
  accessKey: string;
  secretKey: string;
  securityToken?: string;
}

/**
 * An IAM user who may ask for tokens with a password, by name or by id.
 *
 * @example
 * ```ts
 * const user: simulator.User = { domain: "acme", name: "deploy", password: "secret" };
 * ```
 */
export interface User {
  /** Name of the account. */
  domain: string;
  /**
   * Id of the account.
   * @default "domain-of-" and its name
   */
  domainId?: string;
  name: string;
  /**
   * Id of the user.
   * @default "user-" and the name
   */
  id?: string;
  password: string;
}

/**
 * An agency: any signed-in caller that names it and its account gets temporary keys of that account.
 *
 * @example
 * ```ts
 * const agency: simulator.Agency = { name: "deploy", domain: "acme" };
 * ```
 */
export interface Agency {
  name: string;
  /** Name of the account that delegates. */
  domain: string;
  /**
   * Id of that account.
   * @default "domain-of-" and its name
   */
  domainId?: string;
}

/**
 * A project that IAM knows besides the main one.
 *
 * @example
 * ```ts
 * const project: simulator.Project = { id: "p2", name: "ap-southeast-2" };
 * ```
 */
export interface Project {
  id: string;
  /** Huawei names a region's main project after the region, and others `{region}_{suffix}`. */
  name: string;
  /**
   * Region that the project belongs to.
   * @default read from the name where it begins with a region, else the simulator's own
   */
  region?: string;
}

/**
 * Options of a simulated cloud. Every one has a default, so `startSimulator()` alone serves an empty project.
 *
 * @example
 * ```ts
 * const options: simulator.SimulatorOptions = { instances: { "web-1": "running" }, limit: { requests: 200, windowMs: 300_000 } };
 * ```
 */
export interface SimulatorOptions {
  /**
   * TCP port on 127.0.0.1; 0 takes a free one.
   * @default 0
   */
  port?: number;
  /**
   * Region that the server plays.
   * @default "ap-southeast-3"
   */
  region?: string;
  /**
   * Id of the region's main project.
   * @default a constant of 32 hexadecimal digits
   */
  projectId?: string;
  /**
   * Tokens accepted for the main project; they last until `expireTokens` or `revokeToken`.
   * @default `["simulator-token"]`
   */
  tokens?: readonly string[];
  /**
   * Key pairs accepted in signatures.
   * @default one pair, "SIMULATORACCESSKEY" and "simulator-secret-key"
   */
  accessKeys?: readonly AccessKey[];
  /**
   * Users who may ask IAM for tokens.
   * @default "simulator-user" of "simulator-domain" with "simulator-password"
   */
  users?: readonly User[];
  /**
   * Agencies that any signed-in caller may act as.
   * @default "simulator-agency" of "simulator-domain"
   */
  agencies?: readonly Agency[];
  /**
   * Projects besides the main one, for example one of another region.
   * @default none
   */
  projects?: readonly Project[];
  /**
   * Lifetime of a token that IAM issues, in milliseconds.
   * @default 24 hours, as Huawei's
   */
  tokenLifetimeMs?: number;
  /**
   * Length of the tokens that IAM issues, in characters; Huawei's grow up to 102,400.
   * @default as short as they come
   */
  tokenLength?: number;
  /**
   * How many requests each issued token and temporary key lets in before it is revoked.
   * @default no end
   */
  credentialUses?: number;
  /**
   * Instances at the start, by id.
   * @default none
   */
  instances?: Readonly<Record<string, Timeline>>;
  /**
   * When their timelines start: each with the first look-up of its instance, or all with the simulator.
   * @default "first-look-up"
   */
  timelinesStart?: TimelineStart;
  /**
   * What instances go through after operations such as CreateInstance.
   * @default short ones that end well
   */
  operations?: OperationTimelines;
  /**
   * Request limit of the CloudDC API.
   * @default none
   */
  limit?: Limit;
  /**
   * Faults that apply from the start.
   * @default none
   */
  faults?: readonly Fault[];
  /**
   * The list speaks the vocabulary from before 2026-04 and names no operation states: see `list-item.ts`.
   * @default false
   */
  oldListVocabulary?: boolean;
  /**
   * Most instances on one page of the list, whatever a request asks for.
   * @default 1000, as Huawei's
   */
  pageSize?: number;
  /**
   * How far the list is behind the status API, in milliseconds: it shows each instance as it was then.
   * @default 0
   */
  listLagMs?: number;
  /**
   * ECS metadata: "v2" wants a metadata token, "v1" has none (the PUT is a 404), "off" always answers 404.
   * @default "v2"
   */
  metadata?: "off" | "v1" | "v2";
  /**
   * Lifetime of the temporary keys that the metadata service hands out, in milliseconds.
   * @default 24 hours
   */
  metadataKeyLifetimeMs?: number;
  /**
   * How far the server's clock is ahead of `now`, in milliseconds; negative when behind. Timelines do not move with it.
   * @default 0
   */
  clockOffsetMs?: number;
  /**
   * About how many of the latest requests `requests` keeps; a server that runs for days needs a limit.
   * @default all
   */
  keepRequests?: number;
  /**
   * Called once for each probable mistake in the set-up of a client, with one sentence.
   * @default none
   */
  onNotice?: (text: string) => void;
  /**
   * Wall clock in milliseconds since 1970; virtual time in a test.
   * @default `Date.now`
   */
  now?: () => number;
}

type Optional = "limit";
/** The options with every default filled in. */
export type Settings = Required<Omit<SimulatorOptions, Optional>> & Pick<SimulatorOptions, Optional>;

const DAY_MS = 24 * 3_600_000;

const DEFAULTS = {
  port: 0,
  region: "ap-southeast-3",
  projectId: "0123456789abcdef0123456789abcdef",
  tokens: ["simulator-token"],
  accessKeys: [{ accessKey: "SIMULATORACCESSKEY", secretKey: "simulator-secret-key" }],
  users: [{ domain: "simulator-domain", name: "simulator-user", password: "simulator-password" }],
  agencies: [{ domain: "simulator-domain", name: "simulator-agency" }],
  projects: [],
  tokenLifetimeMs: DAY_MS,
  tokenLength: 0,
  credentialUses: Number.POSITIVE_INFINITY,
  instances: {},
  timelinesStart: "first-look-up",
  operations: {},
  oldListVocabulary: false,
  pageSize: 1_000,
  listLagMs: 0,
  metadata: "v2",
  metadataKeyLifetimeMs: DAY_MS,
  clockOffsetMs: 0,
  faults: [],
  keepRequests: Number.POSITIVE_INFINITY,
  onNotice: () => undefined,
  now: () => Date.now(),
} satisfies Settings;

const FIELDS: Fields<SimulatorOptions> = {
  port: "number",
  region: "string",
  projectId: "string",
  tokens: "object",
  accessKeys: "object",
  users: "object",
  agencies: "object",
  projects: "object",
  tokenLifetimeMs: "number",
  tokenLength: "number",
  credentialUses: "number",
  instances: "object",
  timelinesStart: "string",
  operations: "object",
  limit: "object",
  faults: "object",
  oldListVocabulary: "boolean",
  pageSize: "number",
  listLagMs: "number",
  metadata: "string",
  metadataKeyLifetimeMs: "number",
  clockOffsetMs: "number",
  keepRequests: "number",
  onNotice: "function",
  now: "function",
};

/**
 * An option that is undefined counts as not given: programs compiled without `exactOptionalPropertyTypes` pass such.
 * Throws for a name that is none: tests in JavaScript have no compiler that would tell.
 */
export function resolveOptions(options: SimulatorOptions): Settings {
  refuseOddFields("The simulator", options, FIELDS);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given };
}

/** The id of an account, unless it is given. */
export const domainIdOf = ({ domain, domainId = `domain-of-${domain}` }: Pick<User, "domain" | "domainId">): string =>
  domainId;

/** A region's name at the start of a project's: Huawei names projects `{region}` and `{region}_{suffix}`. */
const REGION = /^[a-z]{2}-[a-z]+-\d+/;

/** The projects that IAM knows, the main one first, and the region of each. */
export function projectsOf(settings: Settings): [main: Required<Project>, ...others: Required<Project>[]] {
  const main = { id: settings.projectId, name: settings.region, region: settings.region };
  return [main, ...settings.projects.map((one) => ({ region: REGION.exec(one.name)?.[0] ?? settings.region, ...one }))];
}
