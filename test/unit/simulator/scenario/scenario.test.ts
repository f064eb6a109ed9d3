import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import Ajv from "ajv";
import fc from "fast-check";
import { check } from "../../../../src/simulator/scenario/check";
import { readScenario, SCHEMA_FILE } from "../../../../src/simulator/scenario/scenario";
import { bodyOf, virtualCloud } from "../../../support/virtual-cloud";

const schema = JSON.parse(readFileSync(SCHEMA_FILE, "utf8"));

describe("a scenario", () => {
  it("says with durations what the options say in milliseconds", () => {
    const { options, problems } = readScenario({
      region: "cn-east-3",
      projectId: "p",
      start: "at-once",
      instances: { a: [{ state: "pending", for: "1m30s" }, { state: "running" }] },
      operations: { create: "running", delete: ["error", "terminated"], retry: [{ state: "running" }] },
      limit: { requests: 5, window: "1m", retryAfter: "date" },
      list: { lag: "5s", pageSize: 10, oldVocabulary: true },
      tokens: { lifetime: "1h", length: 20_000, uses: 3 },
      faults: [
        { status: 503, retryAfter: "90s", retryAfterAs: "date", times: "always" },
        { reset: true, for: "30s", delay: "1s" },
      ],
    });
    expect(problems).toEqual([]);
    expect(options).toEqual({
      region: "cn-east-3",
      projectId: "p",
      timelinesStart: "at-once",
      instances: { a: [{ state: "pending", forMs: 90_000 }, { state: "running" }] },
      operations: { create: "running", delete: ["error", "terminated"], retry: [{ state: "running" }] },
      limit: { requests: 5, windowMs: 60_000, retryAfter: "date" },
      listLagMs: 5_000,
      pageSize: 10,
      oldListVocabulary: true,
      tokenLifetimeMs: 3_600_000,
      tokenLength: 20_000,
      credentialUses: 3,
      faults: [
        { status: 503, retryAfterMs: 90_000, retryAfterAs: "date", times: Number.POSITIVE_INFINITY },
        { reset: true, forMs: 30_000, delayMs: 1_000 },
      ],
    });
  });

  it("is what the cloud then plays", () => {
    const { options } = readScenario({
      instances: { web: "pending 3s, running" },
      faults: [{ status: 500, kind: "status" }],
    });
    const { status } = virtualCloud(options);
    expect([status("web").status, bodyOf(status("web")).state]).toEqual([500, "pending"]);
  });
});

describe("the JSON schema of scenarios", () => {
  const validate = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true }).compile(schema);

  /** What belongs into a scenario, and what does not, mixed. */
  const text = fc.constantFrom(
    "running",
    "pending 3s, running",
    "5s",
    "1m30s",
    "soon",
    "",
    "always",
    "date",
    "at-once",
    "list",
  );
  const value = fc.oneof(text, fc.integer({ min: -1, max: 700 }), fc.boolean(), fc.constant(null), fc.double());
  const names = ["state", "for", "error", "missing", "status", "times", "delay", "list", "requests", "window", "odd"];
  const group = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(value, fc.dictionary(fc.constantFrom("error_code", "x"), value)),
  );
  const list = fc.array(fc.oneof(value, group), { maxLength: 3 });
  const top = ["region", "start", "instances", "operations", "limit", "list", "tokens", "faults", "odd"];
  const any = fc.dictionary(
    fc.constantFrom(...top),
    fc.oneof(
      value,
      group,
      list,
      fc.dictionary(fc.constantFrom("web", "create", "lag", "uses"), fc.oneof(value, list, group)),
    ),
  );
  /** Right but for one value, which is right as well every now and then. */
  const almost = fc.oneof(
    fc.record({ faults: fc.tuple(fc.record({ status: value })) }),
    fc.record({ faults: fc.tuple(fc.record({ reset: fc.boolean(), times: value })) }),
    fc.record({ limit: fc.record({ requests: value, window: fc.constant("5m") }) }),
    fc.record({ limit: fc.record({ requests: fc.constant(5), window: value }) }),
    fc.record({ instances: fc.record({ web: fc.oneof(value, fc.array(fc.record({ state: text, for: value }))) }) }),
    fc.record({ operations: fc.record({ delete: fc.oneof(value, fc.array(value)) }) }),
    fc.record({ list: fc.record({ pageSize: value }) }),
    fc.record({ start: value }),
  );
  const scenario = fc.oneof(value, list, any, almost);

  it("means to a validator of JSON schemas what it means to the simulator", () => {
    fc.assert(
      fc.property(scenario, (one) => {
        expect({ one, allowed: check(one, schema).length === 0 }).toEqual({ one, allowed: validate(one) });
      }),
      { numRuns: 5_000, seed: 16 },
    );
  });
});
