/**
 * What the text in every state requires, by these two names: a contract with states that were written long ago. Loaded by
 * Pulumi's provider process only.
 */

import { createContext } from "./context";
import { connectEngineLog } from "./engine-log";
import { createGateHooks } from "./gate-hooks";
import { heardOut } from "./heard-out";
import { handOverTimeouts } from "./request-timeout";
import { createStatusHooks } from "./status-hooks";

// The engine's address is the last argument of the provider process.
handOverTimeouts();
const engine = connectEngineLog(process.argv.at(-1) ?? "");
const context = createContext(engine);

export const instanceGate = heardOut(createGateHooks(context), engine.heard);
export const instanceStatus = heardOut(createStatusHooks(context), engine.heard);
