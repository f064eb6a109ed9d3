/**
 * The campaign's own test: breaks the product in one place, in a copy, and sees whether the campaign in virtual time finds out.
 * `npx tsx test/faults/breakages.ts [PART OF A NAME]`; some minutes. Exits with 1 where a breakage was not seen.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What is broken, where, and how. */
export const BREAKAGES: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  [
    "a gate opens on instances that were ready once",
    "wait/rounds.ts",
    "allReady(tracks()) && lackingNow().all.length === 0",
    "allReady(tracks())",
  ],
  ["the list's word opens a small gate", "wait/opening.ts", "confirmationMs > LONGEST_CONFIRMATION_MS && ", ""],
  [
    "one look of the list's opens a gate",
    "wait/opening.ts",
    "byList && tells(track, ready, listedLooks) && isFresh(ready)",
    "byList && ready.looks > 0",
  ],
  ["a list with old words opens a gate", "wait/opening.ts", " && !oldVocabulary;", ";"],
  ["an old look opens a gate", "wait/opening.ts", "now - askedAt <= freshForMs", "now >= askedAt"],
  [
    "one look is enough where several must agree",
    "wait/opening.ts",
    "tells(track, confirmed, plan.settle)",
    "tells(track, confirmed, 1)",
  ],
  [
    "the list's word fails a gate",
    "wait/watched.ts",
    "if (isListed(seen) && isFatal(",
    "if (seen === undefined && isFatal(",
  ],
  ["notFoundGrace is not kept", "wait/track.ts", "track.seenForMs >= plan.notFoundGraceMs", "true"],
  ["a wait goes on long after its deadline", "wait/last-look.ts", "LASTS_MS = 10_000", "LASTS_MS = 40_000"],
  ["Ctrl-C does not end a wait", "wait/wait.ts", 'if (signal?.aborted) return "interrupted";', ""],
  [
    "what a wait failed on is forgotten",
    "wait/wait.ts",
    'kind === "failed" ? decisive : rounds.tracks()',
    "rounds.tracks()",
  ],
  [
    "stoppedGrace runs out between two looks",
    "wait/track.ts",
    "track.seenForMs >= plan.stoppedGraceMs",
    "lasted(track, now) >= plan.stoppedGraceMs",
  ],
  [
    "no way to the API never ends a wait",
    "wait/track.ts",
    "UNREACHABLE_FOR_MS = 60_000",
    "UNREACHABLE_FOR_MS = 6_000_000",
  ],
  [
    "no way to the API ends a wait in seconds",
    "wait/track.ts",
    "UNREACHABLE_FOR_MS = 60_000",
    "UNREACHABLE_FOR_MS = 6_000",
  ],
  ["a 5xx fails a gate", "failure-class.ts", 'codes: ["FORBIDDEN"]', 'codes: ["FORBIDDEN", "SERVER_ERROR"]'],
  [
    "a hold is not waited for",
    "api/client/rate-limit.ts",
    "nextAt: Math.max(rate.nextAt, heldUntil)",
    "nextAt: rate.nextAt",
  ],
  ["a limit that names itself is not kept", "api/client/rate-limit.ts", "MARGIN = 1.1", "MARGIN = 0.3"],
  [
    "an expired token is not renewed",
    "api/auth/authenticated-send.ts",
    "if (!(await scheme.renew(headers)))",
    "if (headers !== undefined)",
  ],
  [
    "a secret id is told",
    "provider/gate-inputs.ts",
    "labelOf(instanceIds, secret);",
    "labelOf(instanceIds, secret && false);",
  ],
  [
    "a gate that failed bears the mark of an open one",
    "provider/gate-wait.ts",
    "properties: { ...inputs, ",
    'properties: { ...inputs, openedBy: "wait", ',
  ],
  [
    "an update opens a gate that was never open, without a look",
    "provider/gate-hooks.ts",
    "await wait(inputs, id, keptGate(olds))",
    'keptGate(olds).openedBy ? await wait(inputs, id, keptGate(olds)) : { ...inputs, status: "running", openedBy: "wait" }',
  ],
  [
    "no gate is waited for again",
    "provider/gate-diff.ts",
    "changes: replaces.length > 0 || waitsAgain(olds, news)",
    "changes: replaces.length > 0",
  ],
  ["a check takes an answer from before it", "api/look-up.ts", "ownAnswer ? MOMENT_MS : 0", "MOMENT_MS"],
  [
    "destroy sends requests",
    "provider/gate-hooks.ts",
    "delete: async () => {},",
    "delete: async (id, outputs) => void (await createGateRead(context)(id, outputs).catch(() => {})),",
  ],
];

const checkout = join(__dirname, "../..");
const COPIED = ["src", "scripts", "test/faults", "test/support", "jest.config.cjs", "package.json", "tsconfig.json"];
const SEED = Number(process.env.FAULTS_SEED ?? "1");
/** From so many seeds at most, 400 runs each: some breakages need a rare moment. */
const MOST_SEEDS = 8;

/** On what the campaign fails in a copy with this text in the place of that one, if it does. */
function seen(file: string, from: string, to: string): string | undefined {
  const copy = mkdtempSync(join(tmpdir(), "pulumi-clouddc-broken-"));
  try {
    for (const path of COPIED) cpSync(join(checkout, path), join(copy, path), { recursive: true });
    symlinkSync(join(checkout, "node_modules"), join(copy, "node_modules"), "dir");
    const broken = join(copy, "src", file);
    writeFileSync(broken, readFileSync(broken, "utf8").replace(from, to));
    for (let seed = SEED; seed < SEED + MOST_SEEDS; seed++) {
      const promise = brokenIn(copy, seed);
      if (promise !== undefined) return promise;
    }
    return undefined;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function brokenIn(copy: string, seed: number): string | undefined {
  const args = ["jest", "--selectProjects", "faults", "--testPathPatterns", "faults/virtual.test", "--bail"];
  const env = { ...process.env, FAULTS_SEED: String(seed), FAULTS_RUNS: "400" };
  const { status, stderr } = spawnSync("npx", args, { cwd: copy, env, encoding: "utf8" });
  if (status === 0) return undefined;
  const promise = /^\s+\+\s+("|`)(.*)/m.exec(stderr)?.[2];
  // What does not run at all breaks no promise.
  if (promise === undefined) throw new Error(`the campaign named no promise that is broken: ${stderr.slice(0, 600)}`);
  return promise;
}

function run(part: string): void {
  for (const [what, file, from, to] of BREAKAGES) {
    if (!what.includes(part)) continue;
    const found = seen(file, from, to);
    console.log(`${found === undefined ? "NOT SEEN" : "seen"}: ${what}${found === undefined ? "" : ` (${found})`}`);
    if (found === undefined) process.exitCode = 1;
  }
}

if (require.main === module) run(process.argv[2] ?? "");
