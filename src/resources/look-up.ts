/** The program's own look-ups. Loaded with the first of them, since it loads what speaks HTTP. */
import { createLookUp, type LookUp, PATIENT } from "../api/look-up";
import { type Location, resolveLocation } from "../api/target";
import type { Clock } from "../clock";
import type { Reading } from "../instance/status";
import { stackClients } from "./stack-clients";

/** By stack. */
const lookUps = new Map<string, LookUp>();

export async function lookUp(instanceId: string, where: Location, clock: Clock): Promise<Reading> {
  const { stack, settings, connect } = stackClients(clock);
  const known = lookUps.get(stack) ?? createLookUp(connect, clock, PATIENT);
  lookUps.set(stack, known);
  const fresh = settings.env.CLOUDDC_FRESH_LOOK_UPS === "true";
  return known(instanceId, resolveLocation(where, settings), { owner: stack, bypassList: true, fresh });
}
