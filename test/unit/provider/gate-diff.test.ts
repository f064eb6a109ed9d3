import { describe, expect, it } from "@jest/globals";
import type { GateInputs, GateOutputs } from "../../../src/contract";
import { UNKNOWN } from "../../../src/provider/checks";
import { diffGate } from "../../../src/provider/gate-diff";
import { gateInputs } from "../../support/gate-hooks";

const RUNNING = [{ status: { state: "running" } }];

/** A gate that was opened, and the same program again. */
const olds = (more: object = {}) =>
  gateInputs({ status: "running", observed: RUNNING, openedBy: "wait", ...more }) as unknown as GateOutputs;
const news = (more: object = {}) => gateInputs({ status: "running", ...more }) as unknown as GateInputs;

const NOTHING = { changes: false, replaces: [] };
const UPDATE = { changes: true, replaces: [] };

describe("a gate is left alone", () => {
  it.each<[string, object, object]>([
    ["when all run, as they did", {}, {}],
    ["whatever the order of its ids", { instanceIds: ["a", "b", "c"] }, { instanceIds: ["c", "a", "b"] }],
    ["when only its patience changes", {}, { timeout: "2h", pollInterval: "1m", settle: 3, tolerateError: true }],
    ["when its place was never given, and is not", { region: undefined }, { region: undefined }],
    ["when its project was looked up, and is given now", { projectId: undefined }, {}],
    ["when its project was given, and is looked up now", {}, { projectId: undefined }],
    ["when its address names no region, and now one is known", { region: undefined }, {}],
    ["when its triggers are the same", { triggers: ["v1", { a: 1 }] }, { triggers: ["v1", { a: 1 }] }],
    ["when it had no triggers, and has none", {}, { triggers: [] }],
    ["when its ids are the secret that they were", { __secret: true }, { __secret: true }],
    [
      "when it was not to look, and is not",
      { skipWait: true, observed: [], openedBy: "skipWait" },
      { skipWait: true, status: "not checked (skipWait)" },
    ],
    [
      "when it was seen running in other words",
      { observed: [{ status: { state: "running", operationState: "install-succeed" } }] },
      {},
    ],
  ])("%s", (_name, old, next) => {
    expect(diffGate(olds(old), news(next))).toEqual(NOTHING);
  });
});

describe("a gate is saved anew, for what a refresh may tell of it", () => {
  it.each<[string, object, object]>([
    ["when its ids have become a secret", {}, { __secret: true }],
    ["when its ids are no secret any more", { __secret: true }, {}],
  ])("%s", (_name, old, next) => {
    expect(diffGate(olds(old), news(next))).toEqual(UPDATE);
  });
});

describe("a gate waits again", () => {
  it.each<[string, object, object]>([
    ["when one does not run", {}, { status: "b: stopped" }],
    ["when one could not be looked up", {}, { status: "b: not checked (HTTP 503)" }],
    ["when nothing was checked at all", {}, { status: "" }],
    ["when a refresh could not look at one since", { status: "b: not checked (HTTP 401)" }, {}],
    [
      "when it is not to look any more, so that what it saw is not said of instances that nobody looked at",
      {},
      { skipWait: true, status: "not checked (skipWait)" },
    ],
    ["when the last wait did not end well", { openedBy: undefined, observed: [{ status: { state: "error" } }] }, {}],
    ["when the last wait saw all of them running, for too few looks", { openedBy: undefined }, {}],
    [
      "when the last wait saw one of them in another state",
      { openedBy: undefined, observed: [...RUNNING, { status: { state: "pending" }, places: [1] }] },
      {},
    ],
    [
      "when the last wait saw one that was being worked on",
      { openedBy: undefined, observed: [{ status: { state: "running", operationState: "reinstall-processing" } }] },
      {},
    ],
    [
      "when the last wait saw nothing of one",
      {
        openedBy: undefined,
        observed: [
          { status: { state: "running" }, places: [0] },
          { status: {}, places: [1] },
        ],
      },
      {},
    ],
    ["when the last wait was skipped, and this one is not", { skipWait: true, observed: [], openedBy: "skipWait" }, {}],
    ["when the state is older than what it holds now", { observed: undefined, openedBy: undefined }, {}],
    [
      "when its place is not known yet, and the state says nothing of it",
      { projectId: undefined },
      { projectId: UNKNOWN, status: UNKNOWN },
    ],
    ["when a trigger changes", { triggers: ["v1"] }, { triggers: ["v2"] }],
    ["when a trigger comes", {}, { triggers: ["v1"] }],
    ["when a trigger changes, though it is not to look", { triggers: ["v1"] }, { triggers: ["v2"], skipWait: true }],
    ["when a trigger is not known yet", { triggers: ["v1"] }, { triggers: [UNKNOWN] }],
    ["when it is not known whether it is to look, though all run", {}, { skipWait: UNKNOWN }],
    ["when it was not to look, and it is not known whether it is now", { openedBy: "skipWait" }, { skipWait: UNKNOWN }],
    [
      "when it is not known whether it is to look, and one does not run",
      {},
      { skipWait: UNKNOWN, status: "b: stopped" },
    ],
  ])("%s", (_name, old, next) => {
    expect(diffGate(olds(old), news(next))).toEqual(UPDATE);
  });
});

describe("a gate is another one", () => {
  it.each<[string, object, string[]]>([
    ["with other instances", { instanceIds: ["a", "c"] }, ["instanceIds"]],
    ["with one more", { instanceIds: ["a", "b", "c"] }, ["instanceIds"]],
    ["with one less", { instanceIds: ["a"] }, ["instanceIds"]],
    ["with ids that are not known yet", { instanceIds: UNKNOWN, status: "" }, ["instanceIds"]],
    ["with one id that is not known yet", { instanceIds: ["a", UNKNOWN], status: "" }, ["instanceIds"]],
    ...["region", "projectId", "endpoint"].map((key): [string, object, string[]] => [
      `with a ${key} that is not known yet, which may be another one in an up`,
      { [key]: UNKNOWN, status: UNKNOWN },
      [key],
    ]),
    ["in another region", { region: "cn-east-3" }, ["region"]],
    ["in another project", { projectId: "p-2" }, ["projectId"]],
    ["at another address", { endpoint: "https://elsewhere.example" }, ["endpoint"]],
    [
      "everywhere",
      { instanceIds: ["x"], region: "r", projectId: "p", endpoint: "e" },
      ["instanceIds", "region", "projectId", "endpoint"],
    ],
  ])("%s, even when all run", (_name, next, replaces) => {
    expect(diffGate(olds(), news(next))).toEqual({ changes: true, replaces });
  });
});
