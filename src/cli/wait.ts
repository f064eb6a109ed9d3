/** `pulumi-clouddc wait`: the wait of a gate, for a shell. */

import { systemClock } from "../clock";
import type { ErrorCode } from "../errors";
import { DEFAULT_WAIT_OPTIONS, planWait, type WaitOptions } from "../wait/options";
import { type Statuses, WaitError } from "../waiter/wait-error";
import { waitForInstancesWith } from "../waiter/wait-for-instances";
import type { WaitProgress } from "../waiter/wait-options";
import { flagOf, idsOf, shellClients, WHERE_OPTIONS, whereOf, wrongFlags } from "./api-options";
import type { Arguments, Command, Option, Terminal } from "./command";

/** What a script can tell apart; everything else that failed is a 1. */
const EXIT_CODES: Partial<Record<ErrorCode, number>> = { WAIT_TIMED_OUT: 3, INTERRUPTED: 130 };

const HELP: Readonly<Record<keyof WaitOptions, [value: string | undefined, help: string]>> = {
  timeout: ["DURATION", "how long all instances together may take, such as 45m"],
  pollInterval: ["DURATION", "pause between two looks"],
  initialDelay: ["DURATION", "how long to wait before the first look"],
  settle: ["N", "how many looks in a row must find an instance running"],
  notFoundGrace: ["DURATION", "how long the API may say that there is no such instance"],
  stoppedGrace: ["DURATION", "how long an instance may be stopped with nothing in progress"],
  tolerateError: [undefined, "keep waiting for an instance in error: its provisioning may be retried"],
};

const NAMES = Object.keys(DEFAULT_WAIT_OPTIONS) as (keyof WaitOptions)[];

/** Each wait option as a flag. */
const WAIT_FLAGS: Record<string, Option> = Object.fromEntries(
  NAMES.map((name) => {
    const [value, help] = HELP[name];
    return [
      flagOf(name),
      value === undefined ? { help } : { value, help: `${help} (default: ${DEFAULT_WAIT_OPTIONS[name]})` },
    ];
  }),
);

/** Throws a `UsageError` about everything that is wrong with them. */
export function readWaitOptions(given: Arguments): WaitOptions {
  const options = Object.fromEntries(
    NAMES.flatMap((name): [string, string | number | true][] => {
      const text = given.text(flagOf(name));
      if (text !== undefined) return [[name, name === "settle" && /^\d+$/.test(text) ? Number(text) : text]];
      return given.has(flagOf(name)) ? [[name, true]] : [];
    }),
  ) as WaitOptions;
  const { problems } = planWait(options);
  if (problems.length > 0) throw wrongFlags(problems);
  return options;
}

/** How a wait is shown. */
interface View {
  /** How often, where nothing changes, in milliseconds. */
  readonly heartbeatMs: number;
  progress(progress: WaitProgress): void;
  warning(text: string): void;
  end(statuses: Statuses, error?: WaitError): void;
}

/** A terminal has one line that lives; a log gets a line for each change. */
function textView({ print, complain, live }: Terminal): View {
  let last = "";
  return {
    heartbeatMs: live ? 1_000 : 60_000,
    progress({ line }) {
      last = line;
      (live ?? print)(line);
    },
    warning: (text) => complain(`warning: ${text}`),
    end(_statuses, error) {
      if (live && last !== "") print(last);
      for (const reason of error?.reasons ?? []) complain(`pulumi-clouddc wait: ${reason}`);
    },
  };
}

/** One event a line. */
function jsonView({ print }: Terminal): View {
  const event = (name: string, fields: object) => print(JSON.stringify({ event: name, ...fields }));
  return {
    heartbeatMs: 60_000,
    progress: ({ elapsedMs, line, statuses }) =>
      event("progress", { elapsedMs: Math.round(elapsedMs), line, statuses: Object.values(statuses) }),
    warning: (message) => event("warning", { message }),
    end: (statuses, error) =>
      event("end", {
        running: error === undefined,
        ...(error && { code: error.code, reasons: error.reasons }),
        statuses: Object.values(statuses),
      }),
  };
}

export const wait: Command = {
  summary: "Waits until all of these instances are running at the same time, by the rules of a gate; fails fast.",
  operands: "ID…",
  options: {
    ...WAIT_FLAGS,
    ...WHERE_OPTIONS,
    json: { help: "print events, one JSON object a line: progress, warning, end" },
  },
  more: `Exit codes: 0 all run, 1 one failed or could not be looked up, 2 usage error, 3 timed out, 130 interrupted,
141 the reader closed the output.`,
  async run(given, terminal) {
    const instanceIds = idsOf(given);
    const options = readWaitOptions(given);
    const view = (given.has("json") ? jsonView : textView)(terminal);
    const clients = shellClients(terminal);
    const where = whereOf(given, clients.settings);
    const context = {
      ...clients,
      clock: systemClock,
      warn: view.warning,
      waiter: { again: "wait again", what: "the wait" },
      heartbeatMs: view.heartbeatMs,
    };
    try {
      const { signal } = terminal;
      const asked = { instanceIds, ...options, ...where, signal, onProgress: view.progress };
      view.end(await waitForInstancesWith(context, asked));
      return 0;
    } catch (error) {
      if (!(error instanceof WaitError)) throw error;
      view.end(error.statuses, error);
      return EXIT_CODES[error.code] ?? 1;
    }
  },
};
