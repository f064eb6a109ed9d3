/** The simulator's page in a real browser, used as a person uses it: by what is on it and what it is called. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { type SimulatorOptions, startSimulator } from "../../src/simulator";
import { closeBrowser, describeInBrowser, openPage } from "../support/browser";
import { onTestFinished } from "../support/on-test-finished";

afterAll(closeBrowser);

const LIFE = "pending 5s, stopped/install-processing 10s, running";

async function open(options: SimulatorOptions = {}, browser: Parameters<typeof openPage>[1] = {}) {
  const cloud = await startSimulator(options);
  onTestFinished(() => cloud.close());
  const opened = await openPage(cloud.endpoint, browser);
  const { page } = opened;
  await page.getByText("live", { exact: true }).waitFor();
  const ask = (id: string, agent = "pulumi-clouddc/0.1.0 (node 20)") =>
    fetch(`${cloud.endpoint}/v1/${cloud.projectId}/instances/${encodeURIComponent(id)}/status`, {
      headers: { "x-auth-token": "simulator-token", "user-agent": agent },
    });
  const stateOf = async (id: string) => ((await (await ask(id)).json()) as { state: string }).state;
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  /** The row of an instance, by its heading. */
  const row = (id: string) =>
    page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: id, exact: true }) });
  /** Resolves when the row says so. */
  const shows = (id: string, text: string | RegExp) => row(id).getByText(text).first().waitFor();
  return { cloud, ...opened, ask, stateOf, press, row, shows };
}

describeInBrowser("the simulator's page", () => {
  it("shows instances with what they went through and what comes, and follows them", async () => {
    const { cloud, page, row, shows, complaints } = await open({ timelinesStart: "at-once" });
    cloud.put("web-1", LIFE);
    await shows("web-1", "pending");
    const pieces = row("web-1").getByRole("list", { name: "Timeline of web-1" }).getByRole("listitem");
    expect(await pieces.allTextContents()).toEqual(["pending", "stopped/install-processing", "running"]);
    expect(await pieces.nth(2).getAttribute("title")).toMatch(/^running, in 1\d s$/);
    cloud.put("web-2", "error");
    await shows("web-2", "create_instance_error iMetal.0301 Failed to create the instance.");
    cloud.remove("web-2");
    await shows("web-2", "missing");
    await page.getByText("0 of 2 running").waitFor();
    expect(complaints).toEqual([]);
  });

  it("lets a person fail, recover, stop, reinstall and lose an instance", async () => {
    const { press, shows, stateOf, ask } = await open({ instances: { "web-1": "running" } });
    await press("Make web-1 fail");
    await shows("web-1", "error");
    expect(await stateOf("web-1")).toBe("error");
    await press("Let web-1 recover");
    await shows("web-1", "pending/install-processing");
    await press("Make web-1 fail");
    await shows("web-1", "error/install-failed");
    await press("Let web-1 vanish");
    await shows("web-1", "missing");
    expect((await ask("web-1")).status).toBe(404);
    await press("Let web-1 recover");
    await shows("web-1", "running");
    await press("Reinstall web-1");
    await shows("web-1", "running/reinstall-processing");
  });

  it("stops an instance, which then allows neither to stop nor to reinstall", async () => {
    const { press, shows, page, row, stateOf } = await open({
      instances: { "web-1": "running" },
      operations: { powerOff: "stopped", powerOn: "running" },
    });
    await press("Stop web-1");
    await shows("web-1", "stopped");
    for (const name of ["Stop web-1", "Reinstall web-1"])
      expect(await row("web-1").getByRole("button", { name }).getAttribute("aria-disabled")).toBe("true");
    await page.getByRole("button", { name: "Stop web-1" }).press("Enter");
    expect(await stateOf("web-1")).toBe("stopped");
    await press("Let web-1 recover");
    await shows("web-1", "running");
  });

  it("puts an instance that waits for its first look-up, and says what is wrong with a timeline", async () => {
    const { page, shows, press, ask } = await open();
    await page.getByText("No instances yet.").waitFor();
    await page.getByLabel("Instance", { exact: true }).fill("db-1");
    await press("Put");
    await shows("db-1", "waits for its first look-up");
    await ask("db-1");
    await shows("db-1", /^for \d+ s$/);
    await page.getByLabel("goes through").fill("pending soon");
    await press("Put");
    await page.getByRole("alert").getByText('Timeline step "pending soon" is not of the form').waitFor();
  });

  it("answers 429 or 500 for a while, goes down, and answers as usual again", async () => {
    const { page, press, ask } = await open({ instances: { "web-1": "running" } });
    await press("Answer 429");
    await page.getByText("answer 429, from the next request on").waitFor();
    expect((await ask("web-1")).status).toBe(429);
    await page.getByText(/^answer 429, \d\d s more$/).waitFor();
    await press("Answer as usual");
    await page.getByText(/^answer 429/).waitFor({ state: "detached" });
    expect((await ask("web-1")).status).toBe(200);
    await page.getByLabel("for").selectOption("2 min");
    await press("Answer 500");
    await page.getByText("answer 500, from the next request on").waitFor();
    expect((await ask("web-1")).status).toBe(500);
    await page.getByText(/^answer 500, (2 min 0 s|1 min 5\d s) more$/).waitFor();
    await press("Answer as usual");
    await press("Go down");
    await page.getByText("connection reset, until told otherwise").waitFor();
    await expect(ask("web-1")).rejects.toThrow("fetch failed");
    await press("Answer as usual");
    await page.getByText(/^connection reset/).waitFor({ state: "detached" });
    expect((await ask("web-1")).status).toBe(200);
  });

  it("shows the requests that come in, how many, and who waits for what", async () => {
    const { cloud, page, ask } = await open({
      instances: { "web-1": "running", "web-2": "pending" },
      limit: { requests: 200, windowMs: 300_000 },
    });
    await page.getByText("Nobody has asked for an instance in the last minute.").waitFor();
    await ask("web-1");
    await ask("web-2", "hcloud/5.2");
    cloud.fault({ status: 503 });
    await ask("web-2", "hcloud/5.2");
    const rows = page.getByRole("region", { name: "Latest requests" }).getByRole("row");
    await rows.nth(3).waitFor();
    const texts = (await rows.allInnerTexts()).slice(1).map((text) => text.split(/\s+/).slice(1).join(" "));
    expect(texts).toEqual(["status web-2 503", "status web-2 200", "status web-1 200"]);
    await page.getByText("3/min · limit 200 in 300 s").waitFor();
    const watcher = page.getByRole("listitem").filter({ hasText: "hcloud/5.2" });
    expect((await watcher.first().innerText()).replace(/\s+/g, " ")).toMatch(
      /^hcloud\/5\.2 web-2 pending looks every \d+ s · last \d+ s ago$/,
    );
  });

  it("tells what is probably set up wrongly", async () => {
    const { cloud, page } = await open();
    await fetch(`${cloud.endpoint}/v1/another/instances/web/status`, {
      headers: { "x-auth-token": "simulator-token" },
    });
    await page
      .getByText(`A request was refused: the simulator plays project ${cloud.projectId}, not another.`)
      .waitFor();
  });

  it("says when the simulator is gone", async () => {
    const { cloud, page, press } = await open({ instances: { "web-1": "running" } });
    await cloud.close();
    await page.getByText("no connection").waitFor();
    await press("Make web-1 fail");
    await page.getByRole("alert").getByText("The simulator does not answer").waitFor();
  });

  it("goes on by itself when the simulator is there again, also after something else was on its port", async () => {
    const { cloud, page, press, shows } = await open({ instances: { "web-1": "running" } });
    const port = Number(new URL(cloud.endpoint).port);
    await cloud.close();
    const other = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    await new Promise((resolve) => other.once("request", resolve));
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    const next = await startSimulator({ port, instances: { "db-1": "pending" } });
    onTestFinished(() => next.close());
    await page.getByText("live", { exact: true }).waitFor();
    await shows("db-1", "pending");
    await page.getByText("0 of 1 running").waitFor();
    await press("Make db-1 fail");
    await shows("db-1", "error");
  });
});

describeInBrowser("somebody who uses the keyboard or a screen reader", () => {
  it("reaches every button, presses it, and keeps the focus while the page changes", async () => {
    const { page, cloud, shows } = await open({ instances: { "web-1": "running", "web-2": "running" } });
    const focused = () => page.evaluate<string | null>("document.activeElement.getAttribute('aria-label')");
    const reached: (string | null)[] = [];
    for (let presses = 0; presses < 30 && reached.at(-1) !== "Make web-2 fail"; presses += 1) {
      await page.keyboard.press("Tab");
      reached.push(await focused());
    }
    for (const action of ["Make web-1 fail", "Let web-1 recover", "Stop web-1", "Reinstall web-1", "Let web-1 vanish"])
      expect(reached).toContain(action);
    await page.keyboard.press("Enter");
    await shows("web-2", "error");
    cloud.put("alpha", "running");
    await shows("alpha", "running");
    expect(await focused()).toBe("Make web-2 fail");
  });

  it("hears of the first instance on an empty page", async () => {
    const { page, press } = await open();
    await page.getByLabel("Instance", { exact: true }).fill("db-1");
    await press("Put");
    await page.locator("#announcement").filter({ hasText: "db-1 is pending" }).waitFor({ state: "attached" });
  });

  it("hears what changed, and nothing of what did not", async () => {
    const { page, cloud, shows } = await open({ instances: { "web-1": "running" } });
    await shows("web-1", "running");
    const announced = page.locator("#announcement");
    expect(await announced.textContent()).toBe("");
    cloud.put("web-1", "error");
    // The page's own policy forbids what a function polled in it would need.
    await announced.filter({ hasText: /./ }).waitFor({ state: "attached" });
    expect(await announced.textContent()).toBe("web-1 is error");
    expect(await announced.getAttribute("aria-live")).toBe("polite");
  });

  it.each(["light", "dark"] as const)("meets no barrier that axe knows of, in %s colours", async (colorScheme) => {
    const { page, cloud, ask, shows } = await open({ instances: everyState() }, { colorScheme });
    for (const id of Object.keys(everyState())) await ask(id);
    cloud.fault({ status: 500, times: 2 });
    await shows("gone", "missing");
    await page.getByText("answer 500, 2 times more").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it("may choose the other colours", async () => {
    const { page, press } = await open({}, { colorScheme: "dark" });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const dark = await background();
    await press("Use light colours");
    expect(await background()).not.toBe(dark);
    await press("Use dark colours");
    expect(await background()).toBe(dark);
  });
});

describeInBrowser("whoever means harm", () => {
  it("finds what it calls an instance, or itself, shown and not obeyed", async () => {
    const name = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
    const { page, cloud, ask, row, press, complaints } = await open();
    cloud.put(name, [{ state: name, operationState: name, error: { error_msg: name } }]);
    await ask(name, name);
    await row(name).waitFor();
    await page.getByText(name, { exact: true }).first().waitFor();
    await press(`Let ${name} vanish`);
    await row(name).getByText("missing").first().waitFor();
    expect(await page.title()).toBe("CloudDC simulator");
    expect(complaints).toEqual([]);
  });

  it("turns no text around, and hides nothing in it, with marks that do not show", async () => {
    const { page, cloud, ask, press, row } = await open();
    const name = "web\u202egnp.\u200b1\u2066";
    cloud.put(name, [{ state: `runn\u200fing`, error: { error_msg: "a\nb\u001b" } }]);
    await ask(name, "agent\u0085");
    const shown = "web\\u{202e}gnp.\\u{200b}1\\u{2066}";
    await row(shown).getByText("runn\\u{200f}ing").first().waitFor();
    await row(shown).getByText("a\\u{a}b\\u{1b}").waitFor();
    expect(await page.locator("body").innerText()).not.toMatch(/[\u200b\u200f\u202e\u2066]/);
    await press(`Let ${shown} vanish`);
    await row(shown).getByText("missing").first().waitFor();
  });

  it("cannot press the buttons from another site", async () => {
    const { cloud, stateOf } = await open({ instances: { "web-1": "running" } });
    const script = `<title>…</title><script>
      const url = "${cloud.endpoint}/_simulator/";
      const send = (path, init) => fetch(url + path, { mode: "no-cors", ...init }).catch(() => {});
      Promise.all([
        send("faults", { method: "POST", body: '{"status": 500}' }),
        send("reset", { method: "POST" }),
        fetch(url + "state").catch(() => {}),
      ]).then(() => { document.title = "tried"; });
    </script>`;
    const site = createServer((_request, response) => response.setHeader("content-type", "text/html").end(script));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => site.close());
    const { page } = await openPage(`http://localhost:${(site.address() as AddressInfo).port}`);
    await page.waitForFunction("document.title === 'tried'");
    expect(await stateOf("web-1")).toBe("running");
    expect(cloud.requests).toHaveLength(1);
  });

  it("cannot show the page inside another one", async () => {
    const { cloud } = await open();
    const { headers } = await fetch(cloud.endpoint);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});

describeInBrowser("the page", () => {
  it("loads nothing from elsewhere", async () => {
    const { cloud, loaded, page } = await open({ instances: { "web-1": "running" } });
    await page.getByText("1 of 1 running").waitFor();
    expect(loaded.length).toBeGreaterThan(5);
    for (const url of loaded) expect(url.startsWith(`${cloud.endpoint}/`)).toBe(true);
  });

  it.each(["light", "dark"] as const)("looks like its picture in docs, in %s colours", async (colorScheme) => {
    const { page } = await openPlayed(colorScheme);
    const picture = await page.screenshot({ fullPage: true });
    // Width and height are in the PNG's header. A page that is wider than its window would have a scroll bar below.
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20) > 600]).toEqual([1240, true]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    if (process.env.UPDATE_SCREENSHOTS !== "true") return;
    const folder = join(__dirname, "../../docs");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `simulator-${colorScheme}.png`), picture);
  });

  it("fits a narrow window, however long a name, a state, an error or an agent is", async () => {
    const long = "x".repeat(300);
    const { page, cloud, ask } = await open({}, { width: 360 });
    cloud.put(long, [{ state: long, operationState: long, error: { error_msg: long } }]);
    cloud.fault({ status: 500, id: long, kind: "list" });
    await ask(long, long);
    await page.getByText("0 of 1 running").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  it("fits a narrow window", async () => {
    const { page } = await open({ instances: everyState() }, { width: 360 });
    await page.getByText("1 of 7 running").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });
});

/** One instance for each look. */
function everyState() {
  return {
    web: "running",
    busy: "pending/install-processing",
    idle: "stopped",
    broken: "error",
    leaving: "shutting-down",
    odd: "hibernating",
    gone: "missing",
  };
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = (await page.evaluate("axe.run()")) as axe.AxeResults;
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}

/** A cloud with some minutes behind it, of which each second was played in no time. */
async function openPlayed(colorScheme: "light" | "dark") {
  const LENGTH_S = 95;
  let aheadMs = -LENGTH_S * 1_000;
  const opened = await open(
    { now: () => Date.now() + aheadMs, limit: { requests: 200, windowMs: 1_000 } },
    { colorScheme },
  );
  const { cloud, ask } = opened;
  cloud.put("web-1", "pending 18s, stopped/install-processing 34s, running");
  cloud.put("web-2", "pending 26s, stopped/install-processing 40s, running");
  cloud.put(
    "web-3",
    "running 30s, running/reinstall-processing 6s, pending/reinstall-processing 70s, running/reinstall-succeed",
  );
  cloud.put("db-1", "pending 31s, error/install-failed");
  cloud.put("db-2", "running 50s, stopped 26s, shutting-down/uninstall-processing 30s, terminated");
  for (let second = 0; second < LENGTH_S; second += 5) {
    aheadMs = (second - LENGTH_S) * 1_000;
    if (second === 40 || second === 65) cloud.fault({ status: 429, times: 2 });
    if (second === 80) cloud.fault({ status: 500 });
    for (const id of ["web-1", "web-2", "web-3", "db-1"]) await ask(id);
  }
  aheadMs = 0;
  await ask("db-2", "hcloud/5.2.9");
  cloud.put("web-4", LIFE, "first-look-up");
  await opened.shows("web-4", "waits for its first look-up");
  return opened;
}
