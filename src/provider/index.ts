/**
 * What the text in every state requires, by these two names: a contract with states that were written long ago. Loaded by
 * Pulumi's provider process only.
 */

import { createContext } from "./context";
import { createGateHooks } from "./gate-hooks";
import { handOverTimeouts } from "./request-timeout";
import { createStatusHooks } from "./status-hooks";

// The engine's address is the last argument of the provider process.
handOverTimeouts();
const context = createContext(process.argv.at(-1) ?? "");

export const instanceGate = createGateHooks(context);
export const instanceStatus = createStatusHooks(context);
