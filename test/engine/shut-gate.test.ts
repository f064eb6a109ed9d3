/** Nothing of a gate that did not open is known: not with --continue-on-error, and not where a run is targeted at others. */
import { expect, it } from "@jest/globals";
import { describeOnEngine, openCase, succeeds } from "../support/stack";
import { leaks, NO_LEAKS, OTHERS, usesOfAGate } from "../support/uses-of-a-gate";

async function open(more = "") {
  const stack = await openCase({ program: usesOfAGate(more), cloud: { instances: OTHERS } });
  const run = async (...args: string[]) => {
    const since = stack.cloud.requests.length;
    const { code, output } = await stack.up("--continue-on-error", ...args);
    return { code, output, leaks: leaks(output, stack.cloud, since, await stack.outputs()) };
  };
  return { ...stack, run };
}

describeOnEngine("a gate that does not open, in a run that goes on", () => {
  it("lets nobody know of it: when it fails at first, when it fails again, and when nothing was seen", async () => {
    const stack = await open();
    const { cloud } = stack;
    cloud.put("a", "error");
    expect(await stack.run()).toMatchObject({ code: 1, leaks: NO_LEAKS });
    // The rest of the stack was seen to.
    const { urn } = (await stack.resource("InstanceStatus", "other")) ?? {};
    expect(urn).toMatch(/::other$/);

    // Of what is left out the engine says what is in state.
    expect(await stack.run("--target", String(urn))).toMatchObject({ leaks: NO_LEAKS });
    expect(await stack.run()).toMatchObject({ code: 1, leaks: NO_LEAKS });

    cloud.put("a", "running");
    expect(await stack.run()).toMatchObject({
      code: 0,
      leaks: {
        applied: ["APPLIED ids", "APPLIED statuses"],
        outputs: { ids: ["a", "b"], behind: "running", inside: "running", named: "running" },
      },
    });

    // That it was open once is no reason to believe that it is: not where nothing was seen since, and not where it failed.
    cloud.allowStatus(false);
    expect(await stack.run()).toMatchObject({ code: 1, leaks: NO_LEAKS });
    cloud.allowStatus(true);
    cloud.put("a", "error");
    expect(await stack.run()).toMatchObject({ code: 1, leaks: NO_LEAKS });
    cloud.allowStatus(false);
    expect(await stack.run()).toMatchObject({ code: 1, leaks: NO_LEAKS });
  });

  it("counts settle: all run, but not for long enough, and a refresh does not open it either", async () => {
    const stack = await open('settle: 100, timeout: "2s"');
    stack.cloud.put("a", "running");
    // The gate inside of the component has to settle for nothing: what is behind that one goes on.
    const others = { applied: [], asked: ["behind-component"], outputs: { inside: "running" } };
    expect(await stack.run()).toMatchObject({ code: 1, leaks: others });
    await succeeds(stack.refresh());
    expect(await stack.run()).toMatchObject({ code: 1, leaks: others });
  });
});
