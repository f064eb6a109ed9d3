import { expect, it } from "@jest/globals";
import { ConnectionError } from "../../../src/errors";
import { planWait, type WaitOptions } from "../../../src/wait/options";
import { waitOnClient } from "../../../src/waiter/wait-on-client";
import { seen } from "../../support/fake-context";
import { createFakeStatusClient, type FakeAnswers } from "../../support/fake-status-client";
import { createVirtualClock } from "../../support/virtual-clock";

const FLEET = Array.from({ length: 100 }, (_, n) => `i-${n}`);
/** A second for each instance by the status API, and six for all by the list. */
const roundMs: NonNullable<FakeAnswers["roundMs"]> = (instances, { confirm } = { confirm: false }) =>
  confirm ? instances * 1_000 : 6_000;

function waitOn(options: WaitOptions, connecting: (clock: ReturnType<typeof createVirtualClock>) => Promise<void>) {
  const clock = createVirtualClock();
  const warnings: string[] = [];
  const told: string[] = [];
  const confirmed: boolean[] = [];
  const client = createFakeStatusClient({
    now: clock.now,
    roundMs,
    async get(_id, { confirm = false }) {
      confirmed.push(confirm);
      return { ...seen("running"), listed: !confirm };
    },
  });
  const wait = waitOnClient(FLEET, planWait(options).plan, {
    async connect() {
      await connecting(clock);
      return client;
    },
    clock,
    owner: "fleet",
    signal: new AbortController().signal,
    report: ({ line }) => void told.push(line),
    warn(text) {
      warnings.push(text);
      told.push("a warning");
    },
  });
  return { outcome: clock.run(wait), confirmed, warnings, told };
}

it("a fleet's only look, for which it has yet to connect, asks the list, and not each instance by itself", async () => {
  const { outcome, confirmed } = waitOn({ timeout: 0 }, ({ sleep }) => sleep(50));
  expect((await outcome).kind).toBe("running");
  expect(confirmed).not.toContain(true);
});

it("the pace is told once it is known, and not before it has connected", async () => {
  const { outcome, warnings } = waitOn({}, async ({ now }) => {
    if (now() < 5_000) throw new ConnectionError("CONNECTION_FAILED", "no credentials");
  });
  await outcome;
  expect(warnings).toEqual([
    expect.stringMatching(/^Polling all 100 instances takes about 6s under the API's rate limit/),
    expect.stringMatching(/^Confirming all 100 instances by the status API would take about 1m40s/),
  ]);
});

it("nothing comes after the line that ends a wait: its last line was a warning", async () => {
  const { outcome, told } = waitOn({ timeout: 0 }, ({ sleep }) => sleep(50));
  await outcome;
  expect(told).toEqual(["a warning", "a warning", "100/100 · running after 0s"]);
});
