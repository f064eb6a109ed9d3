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
        "scenario.yaml:6:7: instances.web-2[1].sate is no field here; those are state, operationState, error, for, missing, listState, listOperationState, unlisted.",
        "scenario.yaml:7:1: regions is no field here; those are region, projectId, start, instances, operations, limit, list, tokens, faults.",
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
        "scenario.yaml:6:3: faults[0] cannot happen: A fault needs something to do: see Fault.",
      ],
    });
  });

  it.each([
    ["instances: [\n", "scenario.yaml:2:1: this is no YAML: "],
    ["a: 1\na: 2\n", "scenario.yaml:2:1: this is no YAML: Map keys must be unique"],
    ["- web\n", 'scenario.yaml:1:1: the scenario is not a scenario of the CloudDC simulator: ["web"].'],
    [
      "instances:\n  web: 5\n",
      'scenario.yaml:2:8: instances.web is not a timeline, such as "pending 3s, running" or a list of steps: 5.',
    ],
    ["instances:\n  web: []\n", "scenario.yaml:2:8: instances.web is an empty list."],
    ["start: now\n", 'scenario.yaml:1:8: start is not one of first-look-up, at-once: "now".'],
    ["faults:\n- status: 99\n", "scenario.yaml:2:11: faults[0].status is not a number from 200 up: 99."],
  ])("%j is refused in one sentence", (text, sentence) => {
    const { refused } = read(text);
    expect(refused).toHaveLength(1);
    expect(refused?.[0]).toContain(sentence);
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
