/** Where a gate or a record asks, as it is kept in state. */
import type { Settings } from "../api/settings";
import { type Location, resolveLocation, targetOf } from "../api/target";
import type { LocationInputs } from "../contract";
import type { ArgumentError } from "../errors";
import { isUnknown } from "./checks";

const KEYS = ["region", "projectId", "endpoint"] as const;

/**
 * In which of them two places differ, as far as both are said: the same one is described by other settings elsewhere. One that is
 * not known yet counts as another, as ids do: an update plan lets an `up` do less than the preview said, and not more.
 */
export const differencesOf = (old: LocationInputs, now: LocationInputs): (keyof LocationInputs)[] =>
  KEYS.filter((key) => old[key] && now[key] && old[key] !== now[key]);

/**
 * The place that these arguments and settings mean, in the one way in which it is written: without settings of another machine
 * it is still found by a refresh, and by a colleague. Where it is the one in state, that one's words are kept, so that nothing
 * shows as changed.
 */
export function locate(
  given: Location,
  settings: Settings,
  inState: LocationInputs = {},
): { location: LocationInputs; problems: ArgumentError[] } {
  const resolved = resolveLocation(given, settings);
  if (Object.values(resolved).some(isUnknown)) return { location: resolved, problems: [] };
  const found = targetOf(resolved, settings);
  if ("problems" in found) return { location: resolved, problems: found.problems };
  const { region, projectId, endpoint } = found.target;
  const now = { ...(region && { region }), ...(projectId && { projectId }), endpoint };
  return { location: differencesOf(inState, now).length > 0 ? now : { ...now, ...inState }, problems: [] };
}
