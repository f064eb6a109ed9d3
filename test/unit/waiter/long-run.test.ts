/** A day of waiting on a large fleet: what is held at its end is what was held in the morning. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "@jest/globals";
import { createLimiter } from "../../../src/api/client/limiter";
import { createProjectClient } from "../../../src/api/client/project-client";
import { createStatusClient } from "../../../src/api/client/status-client";
import type { Send } from "../../../src/api/http/transport";
import { planWait } from "../../../src/wait/options";
import { waitOnClient } from "../../../src/waiter/wait-on-client";
import { signedIn } from "../../support/credentials-fakes";
import { answer, listOf } from "../../support/scripted-project-client";
import { createVirtualClock } from "../../support/virtual-clock";

const HOUR_MS = 3_600_000;
const MB = 1024 * 1024;
/** One of these each hour: who is on its way for a day has a long history. */
const ON_THE_WAY = [
  { state: "pending" },
  { state: "stopped", operation_state: "install-processing" },
  { state: "running", operation_state: "reinstall-processing" },
];

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** A signal that counts who listens to it. */
function countedSignal() {
  const { signal } = new AbortController();
  const count = { listeners: 0 };
  const counting =
    (original: (...args: never[]) => void, step: number) =>
    (...args: never[]) => {
      count.listeners += step;
      original.apply(signal, args);
    };
  signal.addEventListener = counting(signal.addEventListener, 1);
  signal.removeEventListener = counting(signal.removeEventListener, -1);
  return { signal, count };
}

it("24 hours on 1,000 instances, with a new token each hour, hold no more at their end than in the morning", async () => {
  const clock = createVirtualClock();
  const hour = () => Math.floor(clock.now() / HOUR_MS);
  const { signal, count } = countedSignal();
  const held: { heap: number; listeners: number; secrets: number }[] = [];
  let tokens = 0;

  function measureEachHour() {
    if (held.length > hour()) return;
    collectGarbage();
    const { heapUsed } = process.memoryUsage();
    held.push({ heap: heapUsed, listeners: count.listeners, secrets: authenticator.secrets().length });
  }

  const send: Send = async ({ url }) => {
    await clock.sleep(20);
    if (url.pathname.endsWith("/auth/tokens")) {
      const now = clock.date().getTime();
      const [issued_at, expires_at] = [now, now + 70 * 60_000].map((at) => new Date(at).toISOString());
      const token = `token-${++tokens}-${"x".repeat(100_000)}`;
      return answer(201, { token: { issued_at, expires_at } }, { "x-subject-token": token });
    }
    measureEachHour();
    const status = hour() < 24 ? ON_THE_WAY[hour() % ON_THE_WAY.length] : { state: "running" };
    const ids = url.searchParams.get("instance_id")?.split(",");
    return ids ? listOf(ids.map((id) => ({ id, ...status }))) : answer(200, status);
  };

  const at = {
    endpoint: "https://clouddc.example",
    iamEndpoint: "https://iam.example",
    projectId: "p",
    insecure: false,
  };
  const user = { kind: "password", password: "p", user: { id: "u" }, source: "the environment" } as const;
  const authenticator = signedIn(user, at, { send, clock });
  const client = createStatusClient(createProjectClient(at, authenticator), createLimiter(clock), clock);
  const { plan } = planWait({ timeout: "30h", pollInterval: "30m" });
  const ids = Array.from({ length: 1_000 }, (_, n) => `0b7c5a2e-1111-2222-3333-${String(n).padStart(12, "0")}`);
  const warnings: string[] = [];
  let line = "";
  const outcome = await clock.run(
    waitOnClient(ids, plan, {
      connect: async () => client,
      clock,
      owner: "fleet",
      heartbeatMs: 60_000,
      signal,
      report: (progress) => {
        line = progress.line;
      },
      warn: (text) => void warnings.push(text),
    }),
  );

  expect(outcome.kind).toBe("running");
  expect(line).toMatch(/^1000\/1000 · running after 1d/);
  expect(tokens).toBeGreaterThanOrEqual(24);
  expect(warnings).toEqual([]);
  const [morning, evening] = [held[2] ?? fail(), held[23] ?? fail()];
  // The clock of the test notes each sleep; a history of each hour of each instance would be more.
  expect(evening.heap - morning.heap).toBeLessThan(4 * MB);
  expect(evening.listeners).toBe(morning.listeners);
  expect(count.listeners).toBe(0);
  // The password, and the latest tokens.
  expect(evening.secrets).toBeLessThanOrEqual(13);
});

const fail = (): never => {
  throw new Error("nothing was asked in that hour");
};
