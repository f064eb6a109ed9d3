/** The program's own look-ups. Loaded with the first of them, since it loads what speaks HTTP. */

import { type Location, resolveLocation } from "../api/target";
import type { Clock } from "../clock";
import { CloudDcError, isCloudDcError } from "../errors";
import type { Reading } from "../instance/status";
import { type Duration, milliseconds, shortDuration } from "../wait/duration";
import { stackClients } from "./stack-clients";

export interface LookUpArgs extends Location {
  instanceId: string;
  /** How long the API may say that there is no such instance. */
  notFoundGrace?: Duration | undefined;
}

export async function lookUp({ instanceId, notFoundGrace = 0, ...where }: LookUpArgs, clock: Clock): Promise<Reading> {
  const notFoundGraceMs = milliseconds("notFoundGrace", notFoundGrace);
  if (typeof notFoundGraceMs !== "number") throw notFoundGraceMs;
  const { stack: owner, settings, lookUp: ask } = stackClients(clock);
  try {
    const options = { owner, bypassList: true, notFoundGraceMs };
    return await ask(instanceId, resolveLocation(where, settings), options);
  } catch (error) {
    if (!isCloudDcError(error) || error.code !== "INSTANCE_NOT_FOUND" || notFoundGraceMs === 0) throw error;
    const waited = shortDuration(notFoundGraceMs);
    throw new CloudDcError(error.code, `not found for ${waited} (notFoundGrace): ${error.message}`);
  }
}
