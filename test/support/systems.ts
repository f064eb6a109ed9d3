/** For cases that Windows cannot run: a process there hears no signal of another one, and has no shell like the others. */
import { describe, it } from "@jest/globals";

const onWindows = process.platform === "win32";

export const describeOnUnix = onWindows ? describe.skip : describe;
export const itOnUnix = onWindows ? it.skip : it;
