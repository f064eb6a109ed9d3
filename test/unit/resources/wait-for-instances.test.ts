import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { isCloudDcError, waitForInstances } from "../../../src";

const call = jest.fn<(args: { token: string; inputs: { instanceId: string } }) => object>();

beforeEach(async () => {
  call.mockReset();
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call: (args) => call(args as never),
  });
});

describe("a plain wait under mocks", () => {
  it("asks the mock, and nobody else", async () => {
    call.mockReturnValue({ state: "running" });
    expect(await waitForInstances({ instanceIds: ["a", "b"], timeout: "45m" })).toEqual({
      a: { instanceId: "a", state: "running", phase: "ready" },
      b: { instanceId: "b", state: "running", phase: "ready" },
    });
    expect(new Set(call.mock.calls.map(([{ token, inputs }]) => `${token} ${inputs.instanceId}`))).toEqual(
      new Set(["clouddc:index:getInstanceStatus a", "clouddc:index:getInstanceStatus b"]),
    );
  });

  it("ends with the first look, since a mock says the same for ever", async () => {
    call.mockReturnValue({ state: "pending" });
    const error = await waitForInstances({ instanceIds: ["a"], timeout: "45m", settle: 3 }).catch((thrown) => thrown);
    expect(isCloudDcError(error) && error.code).toBe("WAIT_TIMED_OUT");
    expect(error.message).toContain("instance a was still pending at the timeout of 0s");
  });
});
