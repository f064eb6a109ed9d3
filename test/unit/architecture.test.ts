import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";
import { onTestFinished } from "../support/on-test-finished";
import { partOf, readSources, type SourceFile } from "../support/source-code";

const sources = readSources();
const byPath = new Map(sources.map((file) => [file.path, file]));
const filesOf = (part: string) => sources.filter((file) => file.part === part);
/** Everything that a file needs when it is loaded, itself included. */
function loadedBy(path: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  for (const { target, ours, typeOnly, dynamic } of byPath.get(path)?.imports ?? [])
    if (!typeOnly && !dynamic) ours ? loadedBy(target, loaded) : loaded.add(target);
  return loaded;
}

const LEAVES = [
  "clean-line",
  "redacted",
  "spellings",
  "secret-ids",
  "redact",
  "errors",
  "clock",
  "backoff",
  "failure-class",
  "gate-status",
  "given-options",
];

/** Which parts of the package each part may import, and which packages, besides Node's. */
const ALLOWED: Record<string, { parts: readonly string[]; packages: readonly string[] }> = {
  "clean-line": { parts: [], packages: [] },
  redacted: { parts: [], packages: [] },
  spellings: { parts: [], packages: [] },
  "secret-ids": { parts: ["redacted", "spellings"], packages: [] },
  redact: { parts: ["clean-line", "redacted", "secret-ids", "spellings"], packages: [] },
  errors: { parts: ["clean-line", "redact"], packages: [] },
  clock: { parts: [], packages: [] },
  backoff: { parts: [], packages: [] },
  "gate-status": { parts: [], packages: [] },
  "given-options": { parts: ["redact"], packages: ["fastest-levenshtein"] },
  "failure-class": { parts: ["errors"], packages: [] },
  instance: { parts: ["clean-line", "redact", "errors", "instance"], packages: [] },
  contract: { parts: ["instance", "wait"], packages: [] },
  "kept-state": { parts: ["contract"], packages: [] },
  "api/settings": { parts: [], packages: [] },
  "api/per-environment": { parts: ["api/settings"], packages: [] },
  "api/http": { parts: [...LEAVES, "api/http"], packages: ["axios", "hpagent", "package.json"] },
  "api/profiles": { parts: [...LEAVES, "api/settings", "api/http", "api/profiles"], packages: ["ini"] },
  "api/project-sources": { parts: ["api/settings", "api/profiles"], packages: [] },
  "api/endpoint-sources": { parts: ["api/settings", "api/http"], packages: [] },
  "api/target": {
    parts: ["errors", "given-options", "api/settings", "api/http", "api/project-sources", "api/endpoint-sources"],
    packages: [],
  },
  "api/auth": {
    parts: [...LEAVES, "api/settings", "api/http", "api/profiles", "api/project-sources", "api/target", "api/auth"],
    packages: [],
  },
  "api/client": { parts: [...LEAVES, "instance", "api/http", "api/target", "api/auth", "api/client"], packages: [] },
  "api/clients": {
    parts: [...LEAVES, "api/settings", "api/http", "api/target", "api/auth", "api/client"],
    packages: [],
  },
  "api/look-up": { parts: [...LEAVES, "instance", "api/target", "api/client", "api/clients"], packages: [] },
  wait: { parts: [...LEAVES, "instance", "wait"], packages: ["humanize-duration"] },
  waiter: {
    parts: [
      ...LEAVES,
      "instance",
      "api/settings",
      "api/per-environment",
      "api/target",
      "api/client",
      "api/clients",
      "wait",
      "waiter",
    ],
    packages: [],
  },
  provider: {
    parts: [
      ...LEAVES,
      "instance",
      "contract",
      "kept-state",
      "api/settings",
      "api/target",
      "api/client",
      "api/clients",
      "api/look-up",
      "wait",
      "waiter",
      "provider",
    ],
    packages: ["@pulumi/pulumi"],
  },
  resources: {
    parts: [...LEAVES, "instance", "contract", "kept-state", "wait", "waiter", "resources"],
    packages: ["@pulumi/pulumi"],
  },
  index: { parts: ["errors", "instance", "wait", "waiter", "resources"], packages: [] },
  simulator: { parts: ["simulator"], packages: [] },
  // It asks each part for what that part knows, and knows nothing itself.
  doctor: {
    parts: [
      ...LEAVES,
      "given-options",
      "instance",
      "api/settings",
      "api/http",
      "api/target",
      "api/auth",
      "api/client",
      "wait",
      "doctor",
    ],
    packages: [],
  },
  // The simulator stands alone, so what it needs a package for is done here: a scenario's file.
  cli: {
    parts: [
      "errors",
      "clock",
      "given-options",
      "redact",
      "instance",
      "api/settings",
      "api/target",
      "api/clients",
      "api/look-up",
      "wait",
      "waiter",
      "doctor",
      "simulator",
      "cli",
    ],
    packages: ["yaml"],
  },
};

/** Of the resources these alone reach the API, and what waits. */
const LOADED_WHEN_CALLED = [
  "resources/hook-wait.ts",
  "resources/look-up.ts",
  "resources/program-wait.ts",
  "resources/stack-clients.ts",
];

const isApi = (path: string) => path.startsWith("api/");
const isNode = (target: string) => target.startsWith("node:");

describe("the direction of the dependencies", () => {
  it("knows every part", () => {
    expect(new Set(sources.map(({ part }) => part))).toEqual(new Set(Object.keys(ALLOWED)));
  });

  it.each(Object.entries(ALLOWED))("holds for %s", (part, { parts, packages }) => {
    const wrong = filesOf(part).flatMap(({ path, imports }) =>
      imports
        .filter(({ target, ours }) =>
          ours ? !parts.includes(partOf(target)) : !isNode(target) && !packages.includes(target),
        )
        .filter(({ target }) => !(LOADED_WHEN_CALLED.includes(path) && isApi(target)))
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("has every import in a file that is there", () => {
    const missing = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, ours }) => ours && !byPath.has(target))
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it("has no circle, not even one of types", () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (path: string, way: readonly string[]) => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(" → "));
      else if (!done.has(path))
        for (const { target, ours } of byPath.get(path)?.imports ?? []) if (ours) walk(target, [...way, path]);
      done.add(path);
    };
    for (const { path } of sources) walk(path, []);
    expect(circles).toEqual([]);
  });

  it("gives a program the wait's types, and nothing of the wait that runs", () => {
    const loadedWithThePackage = [...loadedBy("index.ts")]
      .map((path) => byPath.get(path))
      .filter((file) => file !== undefined);
    const running = loadedWithThePackage.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, ours, typeOnly }) => ours && !typeOnly && ["wait", "waiter"].includes(partOf(target)))
        .filter(() => !LOADED_WHEN_CALLED.includes(path))
        .map(({ target }) => `${path} imports ${target}`),
    );
    expect(running).toEqual([]);
  });

  it("has nothing in the contract of constructors and hooks that runs", () => {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(byPath.get("contract.ts")?.text ?? "", { compilerOptions });
    const lines = outputText.replace(/\/\*[\s\S]*?\*\//g, "").split("\n");
    expect(lines.filter((line) => line.trim() !== "")).toEqual([
      '"use strict";',
      'Object.defineProperty(exports, "__esModule", { value: true });',
    ]);
  });

  it("leaves the network to one file", () => {
    const users = sources.filter(({ imports }) => imports.some(({ target }) => target === "axios"));
    expect(users.map(({ path }) => path)).toEqual(["api/http/transport.ts"]);
  });

  it("loads what speaks HTTP with the first look-up or wait, and not with the package", () => {
    const lazily = sources.flatMap(({ path, imports }) =>
      imports.filter(({ dynamic }) => dynamic).map(({ target }) => `${path} loads ${target}`),
    );
    expect(lazily).toEqual([
      "resources/get-instance-status.ts loads resources/look-up.ts",
      "resources/running-hook.ts loads resources/hook-wait.ts",
      "resources/wait-for-instances.ts loads resources/program-wait.ts",
    ]);
    const loaded = [...loadedBy("index.ts")];
    expect(loaded.filter((path) => path === "axios" || isApi(path) || partOf(path) === "waiter")).toEqual([]);
    for (const path of LOADED_WHEN_CALLED) expect(loadedBy(path)).toContain("axios");
  });

  it("waits for whoever has no gate without anything of Pulumi's", () => {
    const loaded = [...loadedBy("waiter/index.ts")];
    expect(loaded).toContain("wait/wait.ts");
    expect(loaded.filter((path) => path.startsWith("@pulumi/") || /^(resources|provider)\//.test(path))).toEqual([]);
  });

  it("has one way to the wait, for gates, programs, hooks and the shell alike", () => {
    const waiting = sources.filter(({ imports }) =>
      imports.some(({ target, typeOnly }) => target === "wait/wait.ts" && !typeOnly),
    );
    expect(waiting.map(({ path }) => path)).toEqual(["waiter/wait-on-client.ts"]);
  });
});

describe("time and chance", () => {
  const OF_THE_CLOCK = [
    "Date.now",
    "new Date",
    "Math.random",
    "performance.now",
    "process.hrtime",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "queueMicrotask",
  ];
  const outside = (file: SourceFile) => file.part !== "clock" && file.part !== "simulator";

  it("come in through the clock alone", () => {
    const users = sources
      .filter(outside)
      .flatMap(({ path, globals }) =>
        OF_THE_CLOCK.filter((name) => globals.has(name)).map((name) => `${path}: ${name}`),
      );
    expect(users).toEqual([]);
    const clock = byPath.get("clock.ts");
    for (const name of ["new Date", "performance.now", "setTimeout"]) expect(clock?.globals).toContain(name);
  });

  it("do not come in by another door", () => {
    const timers = sources
      .filter(outside)
      .filter(({ imports }) => imports.some(({ target }) => /^(node:)?timers/.test(target)));
    expect(timers.map(({ path }) => path)).toEqual([]);
    // The time-out of one exchange is the network's, and no test's.
    const timeouts = sources.filter(outside).filter(({ globals }) => globals.has("AbortSignal.timeout"));
    expect(timeouts.map(({ path }) => path)).toEqual(["api/http/transport.ts"]);
  });
});

/** The files that Node has loaded when this script of a program has run, in a folder without types. */
function loadedInNode(script: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-clouddc-loaded-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  for (const { path, text } of sources) {
    const file = join(folder, "dist", path.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, ts.transpileModule(text, { compilerOptions }).outputText);
  }
  symlinkSync(join(__dirname, "../../node_modules"), join(folder, "node_modules"), "dir");
  symlinkSync(join(__dirname, "../../package.json"), join(folder, "package.json"));
  const print = "console.log(JSON.stringify(Object.keys(require.cache)))";
  const output = execFileSync(process.execPath, ["-e", `${script};${print}`], { cwd: folder, encoding: "utf8" });
  return JSON.parse(output) as string[];
}

it("a program that only creates resources has loaded neither axios nor anything of the API", () => {
  const loaded = loadedInNode('require("./dist/index.js")');
  expect(loaded.filter((file) => file.includes("running-instances"))).toHaveLength(1);
  expect(
    loaded.filter((file) => /[\\/]node_modules[\\/](axios|hpagent)[\\/]|[\\/]dist[\\/](api|provider)[\\/]/.test(file)),
  ).toEqual([]);
}, 60_000);

it("a script that only waits has loaded what speaks HTTP, and nothing of Pulumi", () => {
  const loaded = loadedInNode('const { waitForInstances } = require("./dist/waiter/index.js")');
  expect(loaded.filter((file) => /[\\/]node_modules[\\/]axios[\\/]/.test(file))).not.toEqual([]);
  expect(loaded.filter((file) => /[\\/]@pulumi[\\/]|[\\/]dist[\\/](resources|provider)[\\/]/.test(file))).toEqual([]);
}, 60_000);
