/** Opens an address in the user's browser. */

import { spawn } from "node:child_process";

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Calls `failed` where there is no browser to be found: the address has been printed anyway. */
export function openBrowser(address: string, failed: () => void): void {
  const [command = "", ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, address], { stdio: "ignore", detached: true });
  child.once("error", failed);
  // xdg-open is there on many machines that have no browser.
  child.once("exit", (code) => code !== 0 && code !== null && failed());
  child.unref();
}
