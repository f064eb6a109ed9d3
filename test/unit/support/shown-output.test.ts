import { describe, expect, it } from "@jest/globals";
import { comparable } from "../../support/shown-output";

const GATE = "+  pulumi-nodejs:dynamic/clouddc:InstanceGate web-ready";

/** Two runs of one program. How the engine orders what the gate says and that it is created differs from run to run. */
const QUICK = [
  `${GATE} creating (0s)`,
  `${GATE} created (7s) 2/2 · running after 9s`,
  "+  acme:index:Site site creating (0s)",
];

describe("comparable", () => {
  it.each([
    ["prints no progress", []],
    ["prints progress while it creates the gate", [`${GATE} creating (4s) 1/2 · 1 stopped (install) · 4s/45m`]],
    ["prints progress after it created the gate", [`${GATE} created (0.13s) 1/2 · 1 stopped (install) · 4s/45m`]],
    ["prints that it created the gate before the wait's last line", [`${GATE} created (0.13s)`]],
  ])("finds the same in a run that %s", (_, between) => {
    const [creating, ...rest] = QUICK;
    expect(comparable([creating, ...between, ...rest].join("\n"))).toEqual(comparable(QUICK.join("\n")));
  });

  it("keeps how a wait ended", () => {
    expect(comparable(QUICK.join("\n"))).toContain(
      "+ pulumi-nodejs:dynamic/clouddc:InstanceGate web-ready created (0s) 2/2 · running after 0s",
    );
  });
});
