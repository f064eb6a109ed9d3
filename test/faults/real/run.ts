/**
 * One scenario on the real engine: an `up` in trouble, a preview of what that saved, an `up` without trouble, and destroy.
 * Returns each broken promise as a sentence. Longer than most files here, for a run is one story.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { createStack } from "../../../scripts/stack";
import { type RecordedRequest, type Simulator, startSimulator } from "../../../src/simulator";
import { eventually } from "../../support/eventually";
import { type Process, processesOf, providerOf, stillRunning } from "../../support/processes";
import { dependent, flat, gate, HEADER } from "../../support/stack";
import { type Life, truthOf } from "../truth";
import { beganTooEarly, beyondTheLimit, PASSWORD, TOKEN, unreadable } from "./promises";
import { FAULTS, type RealScenario } from "./scenario";

const PROBE = "probe";

export async function runOnEngine(scenario: RealScenario, engine: string): Promise<string[]> {
  const { trouble, secret } = scenario;
  const lives = livesOf(scenario);
  const ids = lives.map(({ id }) => id);
  const startedOn = Date.now();
  let cloud = await startCloud(scenario, startedOn);
  /** What was asked of a simulator that is no more. */
  let askedBefore: readonly RecordedRequest[] = [];
  for (const { what, times, skip } of scenario.faults) cloud.fault({ ...FAULTS[what], times, skip });
  const open = () =>
    createStack({ engine, files: { "index.js": programOf(scenario, ids) }, env: envOf(scenario, cloud) });
  const stacks = trouble === "two stacks" ? [open(), open()] : [open()];
  const broken: string[] = [];
  const must = (holds: boolean, sentence: string) => void (holds || broken.push(sentence));
  const read = (what: string, { code, output }: { code: number | null; output: string }, wanted?: number) => {
    broken.push(...unreadable(what, output, secret ? ids : []));
    must(wanted === undefined || code === wanted, `${what} ended with ${code}: ${output.slice(-1_500)}`);
  };

  /** Interrupts another command in the middle of its work. */
  async function interrupts(stack: ReturnType<typeof open>, command: readonly string[]): Promise<void> {
    if (trouble !== "SIGINT in preview, refresh and destroy") return;
    const run = stack.start(command);
    await sleep(scenario.afterMs * 2);
    const processes = processesOf(run.pid);
    run.signal("SIGINT");
    read(`an interrupted ${command[0]}`, await run.done);
    await nothingIsLeftOf(processes);
  }

  try {
    for (const stack of stacks) await stack.init();
    const more = scenario.continueOnError ? ["--continue-on-error"] : [];
    const ups = stacks.map((stack) => stack.start(["up", "--yes", "--skip-preview", "--parallel", "8", ...more]));
    const [up] = ups as [(typeof ups)[number]];
    const fromStart = trouble === "SIGINT" && scenario.fromStart;
    // A wait that is over before it has said anything is out of reach.
    const waits =
      fromStart ||
      (await up.prints(/\d+\/\d+ · /).then(
        () => true,
        () => false,
      ));
    if (waits) await sleep(fromStart ? scenario.afterMs * 2 : scenario.afterMs);
    const processes = processesOf(up.pid);
    if (waits && trouble === "SIGINT") up.signal("SIGINT");
    if (waits && trouble === "provider killed") killProviderOf(up.pid);
    if (waits && trouble === "simulator restarted") {
      await cloud.close();
      askedBefore = [...cloud.requests];
      await sleep(scenario.afterMs / 2);
      cloud = await startCloud(scenario, startedOn, Number(new URL(cloud.endpoint).port));
    }
    const ended = await Promise.all(ups.map(({ done }) => done));
    for (const result of ended) read("up", result, exitCodeOf(trouble));
    if (trouble === "SIGINT" && ended[0]?.code === 1)
      must(
        /interrupted|cancel/.test(flat(ended[0].output)),
        `up does not say that it was interrupted: ${ended[0].output}`,
      );
    // With --continue-on-error Pulumi checks what depends on a failed gate, though it creates none of it.
    const asked = [...askedBefore, ...cloud.requests];
    if (!scenario.continueOnError) broken.push(...beganTooEarly(asked, PROBE, ids, truthOf(lives, startedOn)));
    if (scenario.faults.length === 0 && stacks.length === 1) broken.push(...beyondTheLimit(asked));
    await nothingIsLeftOf(processes);

    for (const stack of stacks) {
      const state = JSON.stringify(await stack.export());
      must(![TOKEN, PASSWORD].some((one) => state.includes(one)), "the state holds a credential");
      if (trouble === "one fails") {
        must(!state.includes("::after"), "the dependent was created though the gate is shut");
        const { output } = await stack.run(["stack", "output", "--json", "--show-secrets"]);
        must(!ids.some((id) => output.includes(`"${id}"`)), `an output of a gate that is shut is known: ${output}`);
      }
      await interrupts(stack, ["preview"]);
      read("preview", await stack.preview(), 0);
      await interrupts(stack, ["refresh", "--yes", "--skip-preview"]);
    }
    cloud.clearFaults();
    // A check that is refused cannot promise that nothing changes.
    cloud.limit(undefined);
    for (const id of ids) cloud.put(id, "running");
    for (const stack of stacks) {
      read("the next up", await stack.up(), 0);
      read("an up without a change", await stack.up("--expect-no-changes"), 0);
    }
    const before = cloud.requests.length;
    for (const stack of stacks) {
      await interrupts(stack, ["destroy", "--yes", "--skip-preview"]);
      read("destroy", await stack.destroy(), 0);
      must(((await stack.export()).deployment.resources ?? []).length === 0, "destroy leaves resources");
    }
    must(cloud.requests.length === before, "destroy sends requests");
  } finally {
    await cloud.close();
    for (const stack of stacks) stack.remove();
  }
  return broken;
}

const nothingIsLeftOf = (processes: readonly Process[]) =>
  eventually(() => {
    if (stillRunning(processes).length > 0) throw new Error(`left behind: ${stillRunning(processes)}`);
  });

/** What an `up` in this trouble must end with; undefined where it may be over before. */
function exitCodeOf(trouble: RealScenario["trouble"]): number | undefined {
  if (trouble === "SIGINT" || trouble === "provider killed") return undefined;
  return trouble === "one fails" ? 1 : 0;
}

function livesOf({ trouble, instances }: RealScenario): Life[] {
  const count = trouble === "50 gates" ? 50 : instances.length;
  return Array.from({ length: count }, (_, place) => ({
    id: `machine-${place}`,
    stretches: instances[place % instances.length] ?? [],
    last: trouble === "one fails" && place === 0 ? "error" : "running",
  }));
}

/** All lives began at one moment, which the check knows; the machines run on while the API is down. */
async function startCloud(scenario: RealScenario, startedOn: number, port = 0): Promise<Simulator> {
  let started = false;
  const lives = livesOf(scenario);
  const timelines = lives.map(({ id, stretches, last }) => [
    id,
    [...stretches.map(({ state, forMs }) => `${state} ${forMs}ms`), last].join(", "),
  ]);
  const cloud = await startSimulator({
    port,
    instances: { ...Object.fromEntries(timelines), [PROBE]: "running" },
    timelinesStart: "at-once",
    ...(scenario.limit && { limit: scenario.limit }),
    now: () => (started ? Date.now() : startedOn),
  });
  started = true;
  return cloud;
}

/** A gate on all, or a gate on each; and what depends on them. */
function programOf({ trouble, settle, secret }: RealScenario, ids: readonly string[]): string {
  const gates = trouble === "50 gates" ? ids.map((id) => [id]) : [ids];
  const names = gates.map((_, place) => `gate${place}`);
  const texts = gates.map((some, place) => {
    const text = gate(names[place] ?? "", some, `timeout: "2m", settle: ${settle}`);
    return secret ? text.replace(/instanceIds: (\[.*?\])/, "instanceIds: pulumi.secret($1)") : text;
  });
  const after = dependent("after", PROBE, `{ dependsOn: [${names.join(", ")}] }`);
  return `${HEADER}${texts.join("")}${after}exports.ids = gate0.instanceIds;`;
}

const envOf = ({ signIn }: RealScenario, cloud: Simulator): Record<string, string> => ({
  HW_REGION_NAME: cloud.region,
  HW_PROJECT_ID: cloud.projectId,
  CLOUDDC_ENDPOINT: cloud.endpoint,
  HW_AUTH_URL: `${cloud.endpoint}/v3`,
  ...(signIn === "token"
    ? { HW_AUTH_TOKEN: TOKEN }
    : { HW_USER_NAME: "simulator-user", HW_DOMAIN_NAME: "simulator-domain", HW_USER_PASSWORD: PASSWORD }),
});

function killProviderOf(cli: number): void {
  try {
    process.kill(providerOf(cli).pid, "SIGKILL");
  } catch {
    // The run is over already, and its provider gone.
  }
}
