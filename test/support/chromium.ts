/** Where a machine may have a Chromium of its own. */
import path from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const APPLICATIONS = ["Google Chrome", "Chromium"];

/** The programs to look for, the likeliest first: on Linux in PATH, on macOS and Windows also where an installer puts them. */
export function placesOfChromium(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  const { delimiter, join } = platform === "win32" ? path.win32 : path.posix;
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const inPath = (names: readonly string[]) => folders.flatMap((folder) => names.map((name) => join(folder, name)));
  if (platform === "win32") {
    const roots = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA];
    const installed = roots.flatMap((root) => (root ? [join(root, "Google/Chrome/Application/chrome.exe")] : []));
    return [...inPath(["chromium.exe", "chrome.exe"]), ...installed];
  }
  if (platform === "darwin")
    return [...inPath(NAMES), ...APPLICATIONS.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)];
  return inPath(NAMES);
}
