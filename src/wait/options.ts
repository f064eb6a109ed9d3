/** How a wait is asked for, its defaults, and the checked plan that the wait runs on. */
import { ArgumentError } from "../errors";
import { type Duration, milliseconds } from "./duration";

/**
 * How long, how often and how patiently to wait. Durations are texts such as "45s" or "1h30m", or seconds as a number.
 *
 * @example
 * ```ts
 * const options: clouddc.WaitOptions = { timeout: "45m", pollInterval: "10s", settle: 2 };
 * ```
 */
export interface WaitOptions {
  /**
   * How long all instances together may take to be running.
   * @default "30m", or what `customTimeouts` says
   */
  timeout?: Duration;
  /**
   * The pause between two looks at an instance; after forty minutes it grows to 0.4 % of the time waited, at
   * most half a minute.
   * @default "5s"
   */
  pollInterval?: Duration;
  /**
   * How long to wait before the first look.
   * @default "0s"
   */
  initialDelay?: Duration;
  /**
   * How many looks in a row must find an instance running.
   * @default 1
   */
  settle?: number;
  /**
   * How long the API may say that there is no such instance: a new one may not be known everywhere yet.
   * @default "2m"
   */
  notFoundGrace?: Duration;
  /**
   * How long an instance may be stopped with nothing in progress: a reboot passes through it.
   * @default "10m"
   */
  stoppedGrace?: Duration;
  /**
   * Keep waiting for an instance in `error`: somebody may retry its provisioning, which leads back to `running`.
   * @default false
   */
  tolerateError?: boolean;
}

/** The same, checked and in milliseconds. */
export interface WaitPlan {
  readonly timeoutMs: number;
  readonly pollIntervalMs: number;
  readonly initialDelayMs: number;
  readonly settle: number;
  readonly notFoundGraceMs: number;
  readonly stoppedGraceMs: number;
  readonly tolerateError: boolean;
}

export const DEFAULT_WAIT_OPTIONS = {
  timeout: "30m",
  pollInterval: "5s",
  initialDelay: "0s",
  settle: 1,
  notFoundGrace: "2m",
  stoppedGrace: "10m",
  tolerateError: false,
} as const satisfies Required<WaitOptions>;

/** Below this a poll interval is a typing error. */
const SHORTEST_INTERVAL_MS = 100;

/** The plan, and everything that is wrong with the options: every mistake at once, so that one run shows them all. */
export function planWait(options: WaitOptions): { plan: WaitPlan; problems: ArgumentError[] } {
  const problems: ArgumentError[] = [];
  const duration = (name: "timeout" | "pollInterval" | "initialDelay" | "notFoundGrace" | "stoppedGrace"): number => {
    const ms = milliseconds(name, options[name] ?? DEFAULT_WAIT_OPTIONS[name]);
    if (typeof ms === "number") return ms;
    problems.push(ms);
    return 0;
  };
  const plan: WaitPlan = {
    timeoutMs: duration("timeout"),
    pollIntervalMs: duration("pollInterval"),
    initialDelayMs: duration("initialDelay"),
    settle: options.settle ?? DEFAULT_WAIT_OPTIONS.settle,
    notFoundGraceMs: duration("notFoundGrace"),
    stoppedGraceMs: duration("stoppedGrace"),
    tolerateError: options.tolerateError ?? DEFAULT_WAIT_OPTIONS.tolerateError,
  };
  const wrong = (argument: keyof WaitOptions, remedy: string) =>
    problems.push(new ArgumentError(argument, options[argument], remedy));
  const has = (argument: keyof WaitOptions) => problems.some((problem) => problem.argument === argument);

  if (!has("pollInterval") && plan.pollIntervalMs < SHORTEST_INTERVAL_MS)
    wrong("pollInterval", 'give at least "100ms"');
  if (!Number.isInteger(plan.settle) || plan.settle < 1) wrong("settle", "give a whole number of looks, 1 or more");
  if (typeof plan.tolerateError !== "boolean") wrong("tolerateError", "give true or false");
  if (!has("timeout") && !has("initialDelay") && plan.initialDelayMs > plan.timeoutMs)
    wrong("initialDelay", "give less than the timeout, or no look would ever be made");
  return { plan, problems };
}

/** How long an instance must be seen to be running until so many looks in a row have found it so, in milliseconds. */
export const settlesForMs = ({ settle, pollIntervalMs }: WaitPlan): number => (settle - 1) * pollIntervalMs;
