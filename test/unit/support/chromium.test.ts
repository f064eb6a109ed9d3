import { expect, it } from "@jest/globals";
import { placesOfChromium } from "../../support/chromium";

it("a browser is looked for in PATH, and where Chrome lies on GitHub's machines", () => {
  expect(placesOfChromium("linux", { PATH: "/usr/bin::/bin" })).toEqual([
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/bin/chromium",
    "/bin/chromium-browser",
    "/bin/google-chrome",
    "/bin/google-chrome-stable",
  ]);
  expect(placesOfChromium("darwin", { PATH: "/usr/bin" })).toContain(
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  );
  expect(placesOfChromium("win32", { PATH: "C:\\one;D:\\two", ProgramFiles: "C:\\Program Files" })).toEqual([
    "C:\\one\\chromium.exe",
    "C:\\one\\chrome.exe",
    "D:\\two\\chromium.exe",
    "D:\\two\\chrome.exe",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ]);
});
