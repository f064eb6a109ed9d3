/** A person at the simulator's page decides what becomes of a stack on the real engine. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { closeBrowser, describeInBrowser, openPage } from "../support/browser";
import { describeOnEngine, flat, gate, openCase, succeeds } from "../support/stack";

afterAll(closeBrowser);

const describeInBoth = describeInBrowser === describe ? describeOnEngine : describeInBrowser;

describeInBoth("a person at the page", () => {
  it("makes an instance fail, and pulumi up fails with its sentence; lets it recover, and the next up succeeds", async () => {
    const stack = await openCase({ program: gate("web", ["web-1", "web-2"]) });
    for (const id of ["web-1", "web-2"]) stack.cloud.put(id, "pending");
    const { page } = await openPage(stack.cloud.endpoint);
    const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints("0/2 ·");
    await page
      .getByRole("listitem")
      .filter({ hasText: /^pulumi-clouddc\/.*web-1 ?pending/s })
      .first()
      .waitFor();
    await press("Make web-1 fail");
    const { code, output } = await up.done;
    expect(code).toBe(1);
    expect(flat(output)).toContain(
      "instance web-1 is error (create_instance_error: iMetal.0301 Failed to create the instance.)",
    );

    for (const id of ["web-1", "web-2"]) await press(`Let ${id} recover`);
    await succeeds(stack.up());
  });

  it("takes the API down and back while a gate waits, and the gate opens all the same", async () => {
    const stack = await openCase({ program: gate("web", ["web-1"]) });
    stack.cloud.put("web-1", "pending");
    const { page } = await openPage(stack.cloud.endpoint);
    const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

    const up = stack.start(["up", "--yes", "--skip-preview"]);
    await up.prints("0/1 ·");
    await press("Go down");
    await page.getByRole("region", { name: "Latest requests" }).getByText("reset").first().waitFor();
    await press("Let web-1 recover");
    await press("Answer as usual");
    const result = await up.done;
    expect(result).toExitWith(0);
  });
});
