import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { InstanceStatus } from "../../../src/instance/status";
import { groupByStatus } from "../../../src/provider/observed";

describe("statuses in state", () => {
  const status: fc.Arbitrary<InstanceStatus | undefined> = fc.option(
    fc.record(
      { state: fc.constantFrom("running", "pending", "error"), operationState: fc.constant("x-succeed") },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  );

  it("are said once for all whom they are the same of, and are all there", () => {
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 20 }), (statuses) => {
        const ids = statuses.map((_, index) => `i-${index}`);
        const groups = groupByStatus(ids, (id) => statuses[ids.indexOf(id)]);
        const read = new Map(
          groups.flatMap(({ status, places }) => (places ?? [...ids.keys()]).map((place) => [place, status])),
        );
        expect(ids.map((_, place) => read.get(place))).toEqual(statuses.map((one) => one ?? {}));
        expect(new Set(groups.map((one) => JSON.stringify(one.status))).size).toBe(groups.length);
      }),
    );
  });

  it("take next to nothing for a thousand that run", () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `i-${index}`);
    expect(groupByStatus(ids, () => ({ state: "running" }))).toEqual([{ status: { state: "running" } }]);
  });
});
