/** A headless Chromium for the tests of the simulator's page: the machine's own, as no test downloads one. */
import { accessSync, constants } from "node:fs";
import { describe } from "@jest/globals";
import { type Browser, chromium, type Page } from "playwright-core";
import { placesOfChromium } from "./chromium";
import { onTestFinished } from "./on-test-finished";

const executablePath = placesOfChromium(process.platform, process.env).find((file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});
if (executablePath === undefined) {
  const line = "No chromium is installed: the tests of the simulator's page do not run.";
  if (process.env.CI === "true") throw new Error(line);
  console.warn(line);
}

/** `describe` for cases that need a browser. */
export const describeInBrowser = executablePath === undefined ? describe.skip : describe;

let started: Promise<Browser> | undefined;

/** One browser serves all tests of a file; each has a page, and so cookies and settings, of its own. */
const browser = () => {
  started ??= chromium.launch({
    ...(executablePath && { executablePath }),
    // Chromium's sandbox does not run as root, which a container's user often is.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  return started;
};

/** To be called after all tests of a file. */
export async function closeBrowser(): Promise<void> {
  await (await started)?.close();
}

export interface OpenPage {
  page: Page;
  /** The address of everything that the page loaded or asked for. */
  loaded: string[];
  /** What the page complained of. */
  complaints: string[];
}

export async function openPage(
  address: string,
  { colorScheme = "light", ...viewport }: { colorScheme?: "light" | "dark"; width?: number; height?: number } = {},
): Promise<OpenPage> {
  const context = await (await browser()).newContext({
    colorScheme,
    viewport: { width: 1240, height: 900, ...viewport },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const loaded: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  return { page, loaded, complaints };
}
