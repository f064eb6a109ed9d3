import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { readScenarioFile } from "../../../src/cli/scenario-file";
import { onTestFinished } from "../../support/on-test-finished";

function read(text: string, name = "scenario.yaml") {
  const folder = mkdtempSync(join(tmpdir(), "clouddc-scenario-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  const shorten = (sentence: string) => sentence.replaceAll(`${folder}/`, "");
  try {
    const { options, warnings } = readScenarioFile(file);
    return { options, warnings: warnings.map(shorten) };
  } catch (error) {
    return { refused: shorten((error as Error).message).split("\n") };
  }
}

describe("a scenario's file", () => {
  it("may be YAML or JSON", () => {
    const options = { instances: { web: "pending 3s, running" }, operations: {}, faults: [] };
    expect(read("instances:\n  web: pending 3s, running\n")).toEqual({ options, warnings: [] });
    expect(read('{ "instances": { "web": "pending 3s, running" } }', "scenario.json")).toEqual({
      options,
      warnings: [],
    });
  });

  it("may be empty", () => {
    expect(read("# nothing yet\n")).toMatchObject({ options: { instances: {} } });
  });

  it("is the one among the examples", () => {
    const { options, warnings } = readScenarioFile(join(__dirname, "../../../examples/scenario.yaml"));
    expect(warnings).toEqual([]);
    expect(options).toMatchObject({
      timelinesStart: "first-look-up",
      limit: { requests: 200, windowMs: 1_000 },
      faults: [
        { kind: "status", delayMs: 2_000 },
        { kind: "status", skip: 20, status: 503, retryAfterMs: 3_000 },
      ],
    });
    expect(options.instances?.["db-1"]).toEqual([
      { state: "pending", forMs: 10_000 },
      {
        state: "error",
        operationState: "install-failed",
        error: expect.objectContaining({ error_code: "iMetal.0301" }),
      },
    ]);
  });

  it("names line and field of all that is wrong in it", () => {
    const text = `instances:
  web-1: pending soon
  web-2:
    - state: pending
      for: 3 minutes
    - sate: running
regions: cn-east-3
limit: { requests: many }
`;
    expect(read(text)).toEqual({
      refused: [
        'scenario.yaml:5:12: instances.web-2[0].for is not a duration such as 250ms, 30s or 1m30s: "3 minutes".',
        "scenario.yaml:6:7: instances.web-2[1].sate is not a field here; the fields are state, operationState, error, for, missing, listState, listOperationState, unlisted.",
        "scenario.yaml:7:1: regions is not a field here; the fields are region, projectId, start, instances, operations, limit, list, tokens, faults.",
        "scenario.yaml:8:8: limit has no window.",
        'scenario.yaml:8:20: limit.requests is not a whole number: "many".',
      ],
    });
  });

  it("tells which timeline cannot be read, and which fault cannot happen", () => {
    expect(
      read("instances:\n  web: pending soon\noperations:\n  delete: [terminated, oh dear me]\nfaults:\n- {}\n"),
    ).toEqual({
      refused: [
        expect.stringMatching(
          /^scenario\.yaml:2:8: instances\.web cannot be read: Timeline step "pending soon" is not/,
        ),
        expect.stringMatching(
          /^scenario\.yaml:4:24: operations\.delete\[1\] cannot be read: Timeline step "oh dear me"/,
        ),
        "scenario.yaml:6:3: faults[0] cannot happen: A fault needs an effect, such as a status: see Fault.",
      ],
    });
  });

  it.each([
    ["instances: [\n", "scenario.yaml:2:1: this is not valid YAML: "],
    ["a: 1\na: 2\n", "scenario.yaml:2:1: this is not valid YAML: Map keys must be unique"],
    ["- web\n", 'scenario.yaml:1:1: the scenario is not a scenario of the CloudDC simulator: ["web"].'],
    [
      "instances:\n  web: 5\n",
      'scenario.yaml:2:8: instances.web is not a timeline, such as "pending 3s, running" or a list of steps: 5.',
    ],
    ["instances:\n  web: []\n", "scenario.yaml:2:8: instances.web is an empty list."],
    ["start: now\n", 'scenario.yaml:1:8: start is not one of first-look-up, at-once: "now".'],
    ["faults:\n- status: 99\n", "scenario.yaml:2:11: faults[0].status is not a number of at least 200: 99."],
  ])("%j is refused in one sentence", (text, sentence) => {
    const { refused } = read(text);
    expect(refused).toHaveLength(1);
    expect(refused?.[0]).toContain(sentence);
  });

  it.each([
    [
      "instances:\n\tweb: running\n",
      "scenario.yaml:2:1: this is not valid YAML: Tabs are not allowed as indentation (at instances).",
    ],
    [
      "instances:\n  web: running\n  web: stopped\n",
      "scenario.yaml:3:3: this is not valid YAML: Map keys must be unique (at instances.web).",
    ],
    [
      "faults:\n- status: 500\n- status: 'oops\n",
      "scenario.yaml:4:1: this is not valid YAML: Missing closing 'quote (at faults[1].status).",
    ],
    ["region: a\n---\nregion: b\n", "scenario.yaml:2:1: this is not valid YAML: Source contains multiple documents."],
    [
      "instances:\n  ? [a, b]\n  : running\n",
      "scenario.yaml:2:5: this is not valid YAML: With stringKeys, all keys must be",
    ],
    ["instances:\n  web: *life\n", "scenario.yaml:2:8: *life refers to no &life before it (at instances.web)."],
    ["instances:\n  web: &life [*life]\n", "scenario.yaml:2:15: *life is inside &life (at instances.web[0])."],
    ["limit: { requests: 5, window: 0s }\n", 'scenario.yaml:1:31: limit.window is zero: "0s".'],
    ["instances:\n  '': running\n", 'scenario.yaml:2:3: instances."" is an instance without an id.'],
    ["region: ''\n", "scenario.yaml:1:9: region is empty."],
    ["projectId: ''\n", "scenario.yaml:1:12: projectId is empty."],
    [
      "faults:\n- headers: { 'x y': z }\n",
      "scenario.yaml:2:3: faults[0] cannot happen: A fault's headers cannot be sent: Header name must be a valid HTTP token",
    ],
    ["faults:\n- status: 500\n  kind: sttus\n", "scenario.yaml:3:9: faults[0].kind is not one of status, list,"],
  ])("%j is refused with line and field", (text, sentence) => {
    const { refused } = read(text);
    expect(refused).toHaveLength(1);
    expect(refused?.[0]).toContain(sentence);
  });

  it.each([
    ['{ "instances": { "web": "running" }', "scenario.json:1:36: this is not valid YAML: "],
    ['{ "region": "a" "start": "at-once" }', "scenario.json:1:17: this is not valid YAML: "],
    ['{\n  "instances": {\n    "web": 5\n  }\n}', "scenario.json:3:12: instances.web is not a timeline"],
    [
      '{ "region": "a", "region": "b" }',
      "scenario.json:1:18: this is not valid YAML: Map keys must be unique (at region).",
    ],
  ])("the JSON %j is refused with its line", (text, sentence) => {
    const { refused } = read(text, "scenario.json");
    expect(refused).toHaveLength(1);
    expect(refused?.[0]).toContain(sentence);
  });

  it("takes JSON with a comma too many, as YAML does", () => {
    expect(read('{ "instances": { "web": "running", }, }', "scenario.json").options?.instances).toEqual({
      web: "running",
    });
  });

  it("may use anchors, also for a fleet, and the merges that come with them", () => {
    const fleet = Array.from({ length: 150 }, (_, index) => `  web-${index}: *life\n`).join("");
    const { options } = read(`instances:\n  web: &life [{ state: pending, for: 3s }, { state: running }]\n${fleet}`);
    expect(options?.instances?.["web-149"]).toEqual([{ state: "pending", forMs: 3_000 }, { state: "running" }]);
    expect(read("faults:\n- &down { status: 503 }\n- <<: *down\n  kind: list\n").options?.faults).toEqual([
      { status: 503 },
      { status: 503, kind: "list" },
    ]);
  });

  it("takes an id of digits as it is written", () => {
    const { options } = read("instances:\n  007: running\n  1e3: running\n  true: running\n");
    expect(Object.keys(options?.instances ?? {})).toEqual(["007", "1e3", "true"]);
  });

  it("warns of what YAML itself finds odd", () => {
    expect(read("instances:\n  web: !life running\n").warnings).toEqual([
      "scenario.yaml:2:8: this is unusual YAML: Unresolved tag: !life (at instances.web).",
    ]);
  });

  it("warns of a state that only the list has", () => {
    expect(read("instances:\n  web: running list=runing\n").warnings).toEqual([
      expect.stringContaining('instances.web has a state that Huawei\'s pages do not name, "runing"'),
    ]);
  });

  it("is refused in one sentence where it is no text, or is not there", () => {
    const folder = mkdtempSync(join(tmpdir(), "clouddc-scenario-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "utf-16.yaml");
    writeFileSync(file, Buffer.from("\ufeffregion: cn-east-3\n", "utf16le"));
    expect(() => readScenarioFile(file)).toThrow(`${file} is not UTF-8 text.`);
    expect(() => readScenarioFile(folder)).toThrow(`${folder} cannot be read: illegal operation on a directory.`);
    expect(() => readScenarioFile(join(folder, "none"))).toThrow("cannot be read: no such file or directory.");
  });

  it("may have a state that nobody knows, with a warning", () => {
    expect(read("instances:\n  web: pending 1s, hibernating 2s, running\n")).toEqual({
      options: expect.objectContaining({ instances: { web: "pending 1s, hibernating 2s, running" } }),
      warnings: [
        'scenario.yaml:2:8: instances.web has a state that Huawei\'s pages do not name, "hibernating": a gate waits while it sees it.',
      ],
    });
  });
});
