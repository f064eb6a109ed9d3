/** What happens in one run on the real engine, as a plain value: instances, faults, and the trouble that comes in the middle. */
import fc from "fast-check";
import type { Fault, Limit } from "../../../src/simulator";

/** What goes wrong with requests, in the simulator's words. Each of it passes. */
export const FAULTS = {
  "500": { status: 500 },
  "502 with HTML": { status: 502, body: "<html><body>502 Bad Gateway</body></html>" },
  "503 with Retry-After": { status: 503, retryAfterMs: 1_000 },
  "429": { status: 429 },
  "429 with Retry-After": { status: 429, retryAfterMs: 1_000, retryAfterAs: "date" },
  reset: { reset: true },
  "half a body": { cut: true },
  slow: { delayMs: 1_500 },
  "HTML with 200": { body: "<html><body>Please sign in to the network.</body></html>" },
  oversized: { body: `{"state":"running","more":"${"x".repeat(3_000_000)}"}` },
  "wrong content type": { headers: { "content-type": "image/png" } },
  duplicates: { list: "duplicates" },
  "foreign items": { list: "foreign-ids" },
  "markers in a loop": { list: "circular-marker" },
} as const satisfies Record<string, Fault>;

export const TROUBLES = [
  "none",
  "SIGINT",
  "SIGINT in preview, refresh and destroy",
  "provider killed",
  "simulator restarted",
  "two stacks",
  "50 gates",
  "one fails",
] as const;

export interface RealScenario {
  readonly trouble: (typeof TROUBLES)[number];
  /** When it comes, after the first progress of the wait or, where a run is interrupted, after its start. */
  readonly afterMs: number;
  /** An `up` is interrupted at a moment since its start, which may be long before its wait. */
  readonly fromStart: boolean;
  /** Each instance runs in the end. */
  readonly instances: readonly (readonly { readonly state: string; readonly forMs: number }[])[];
  readonly faults: readonly { readonly what: keyof typeof FAULTS; readonly times: number; readonly skip: number }[];
  /** Of the API, for all that ask it; wide enough for 50 gates to end in time. */
  readonly limit: Limit | null;
  readonly settle: number;
  readonly signIn: "token" | "password";
  readonly secret: boolean;
  readonly continueOnError: boolean;
}

const stretch = fc.record({
  state: fc.constantFrom(
    "pending",
    "stopped/install-processing",
    "running",
    "running/reinstall-processing",
    "defragmenting",
    "missing",
    "pending list=running",
  ),
  forMs: fc.integer({ min: 0, max: 3_000 }),
});

export const realScenario = (trouble: RealScenario["trouble"]): fc.Arbitrary<RealScenario> =>
  fc.record({
    trouble: fc.constant(trouble),
    afterMs: fc.nat({ max: 3_000 }),
    fromStart: fc.boolean(),
    instances: fc.array(fc.array(stretch, { maxLength: 3 }), { minLength: 1, maxLength: 8 }),
    faults: fc.array(
      fc.record({
        what: fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[])),
        times: fc.integer({ min: 1, max: 4 }),
        skip: fc.nat({ max: 10 }),
      }),
      { maxLength: 4 },
    ),
    limit: fc.option(
      fc.record({
        requests: fc.integer({ min: 30, max: 80 }),
        windowMs: fc.integer({ min: 2, max: 6 }).map((seconds) => seconds * 1_000),
        retryAfter: fc.constantFrom(false, "seconds" as const, "date" as const),
      }),
    ),
    settle: fc.constantFrom(1, 1, 2),
    signIn: fc.constantFrom("token" as const, "password" as const),
    secret: fc.boolean(),
    continueOnError: fc.boolean(),
  });
