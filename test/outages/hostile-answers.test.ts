/** Whatever the API's texts are made of: nothing of it acts on the terminal, fills the state, or shows another gate's secret. */
import { expect, it } from "@jest/globals";
import { type Case, describeOnEngine, flat, gate, openCase } from "../support/stack";

/** Pulumi colours nothing here; its own lines end in a line feed. */
const UNCLEAN = /[^\P{Cc}\n\r\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|<\{%/u;
const HARM = "\u001b]8;;https://elsewhere.example\u0007link\u001b[2J \u0000 \u202eabc \ud800 <{%red";

describeOnEngine("hostile texts", () => {
  it("reach neither the terminal nor the state, and are short in both", async () => {
    const huge = "x".repeat(400_000);
    const body = JSON.stringify({
      state: `odd ${HARM}${huge}`,
      operation_state: `${HARM}${huge}-processing`,
      error: { error_code: HARM + huge, error_msg: HARM + huge, error_type: HARM + huge },
    });
    const failed = JSON.stringify({ state: "error", error: { error_code: HARM, error_msg: HARM + huge } });
    const stack = await openCase({
      program: gate("web", ["a"], 'timeout: "2s"'),
      cloud: { instances: { a: "pending" } },
    });
    const texts: string[] = [];
    for (const answer of [body, failed]) {
      stack.cloud.clearFaults();
      stack.cloud.fault({ status: 200, body: answer, times: Number.POSITIVE_INFINITY });
      const preview = await stack.preview("--diff");
      const up = await stack.up();
      expect(up).toExitWith(1);
      texts.push(preview.output, up.output, JSON.stringify(await stack.export()));
    }
    expect(texts.join(" ")).toContain("link");
    for (const text of texts) {
      expect(text.match(UNCLEAN)).toBeNull();
      expect(text).not.toContain("x".repeat(400));
      expect(text.length).toBeLessThan(60_000);
    }
  });

  it.each([
    ["100,000 levels deep", `${'{"error":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["of objects where texts belong", '{"error":{"error_code":{"toString":1}},"state":{"toString":1}}'],
  ])("%s end in a sentence, and not in a stack", async (_what, body) => {
    const stack = await openCase({
      program: gate("web", ["a"], 'timeout: "1s"'),
      cloud: { instances: { a: "pending" } },
    });
    stack.cloud.fault({ status: 200, body, times: Number.POSITIVE_INFINITY });
    const { code, output } = await stack.up();
    expect(code).toBe(1);
    expect(flat(output)).toContain("wanted running");
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });
});

describeOnEngine("a batch of open and secret gates", () => {
  const program = `${gate("open", ["open-1", "open-2"], 'timeout: "20s"')}
clouddc.waitUntilRunning("hidden", { instanceIds: [pulumi.secret("vault-4f1d")], pollInterval: "200ms", timeout: "20s" });`;
  const cloud = { instances: { "open-1": "pending", "open-2": "pending", "vault-4f1d": "pending" } };

  /** The API names no id that nobody has asked about: trouble begins when both gates wait. */
  async function upWith(stack: Case, trouble: () => void, env: Record<string, string> = {}): Promise<string> {
    const up = stack.start(["up", "--yes", "--skip-preview"], env);
    await up.prints(/InstanceGate open .*0\/2/);
    await up.prints(/InstanceGate hidden .*0\/1/);
    trouble();
    return (await up.done).output;
  }

  it("shows no secret id in any gate's lines, whatever the API says of it, nor in state", async () => {
    const stack = await openCase({ program, cloud });
    const said = JSON.stringify({ error_code: "iMetal.0001", error_msg: "invalid: [open-1, vault-4f1d, open-2]" });
    const refused = await upWith(stack, () =>
      stack.cloud.fault({ status: 400, body: said, times: Number.POSITIVE_INFINITY }),
    );
    expect(flat(refused)).toContain("invalid: [open-1, [redacted], open-2]");

    stack.cloud.clearFaults();
    const failure = { error_code: "iMetal.0301", error_msg: "open-1 waits for vault-4f1d", error_type: "e" };
    const failed = await upWith(stack, () => stack.cloud.put("open-1", [{ state: "error", error: failure }]));
    expect(flat(failed)).toContain("open-1 waits for [redacted]");

    expect(refused + failed + JSON.stringify(await stack.export())).not.toContain("vault-4f1d");
  });

  it("shows none of what IAM says of it either, when it refuses a new token in the middle of the waits", async () => {
    const user = {
      HW_USER_NAME: "simulator-user",
      HW_USER_PASSWORD: "simulator-password",
      HW_DOMAIN_NAME: "simulator-domain",
    };
    const stack = await openCase({ program, cloud, env: { HW_AUTH_TOKEN: "", ...user } });
    const message = "the policy of vault-4f1d is not for open-1";
    const body = JSON.stringify({ error: { code: "IAM.0002", message, title: "Forbidden" } });
    const refused = await upWith(
      stack,
      () => {
        stack.cloud.fault({ kind: "token", status: 403, body, times: Number.POSITIVE_INFINITY });
        for (const kind of ["status", "list"] as const)
          stack.cloud.fault({ kind, status: 401, times: Number.POSITIVE_INFINITY });
      },
      { HW_AUTH_URL: `${stack.cloud.endpoint}/v3` },
    );
    expect(flat(refused)).toContain("the policy of [redacted] is not for open-1");
    expect(refused + JSON.stringify(await stack.export())).not.toContain("vault-4f1d");
  });
});
