/** The region that a profile names: it counts where nothing nearer names one. */
import { isCloudDcError } from "../../errors";
import type { Settings, Sourced } from "../settings";
import { type KooCliProfile, namesKooCliProfile, readKooCliProfile, textOf } from "./koocli-profile";
import { namesSdkProfile, readSdkProfile, type SdkProfile } from "./sdk-profile";

/** The profiles in the order in which they count: one that somebody named before those at their usual places. */
export function profileRegion(settings: Settings): Sourced | undefined {
  const readers = [readSdkProfile, readKooCliProfile];
  if (namesKooCliProfile(settings) && !namesSdkProfile(settings)) readers.reverse();
  for (const read of readers) {
    const profile = usable(() => read(settings));
    const value = textOf(profile?.fields.region);
    if (profile && value !== undefined) return { value, source: profile.source };
  }
  return undefined;
}

/** What is wrong with a profile is told where its credentials are looked for. */
function usable(read: () => SdkProfile | KooCliProfile | undefined) {
  try {
    return read();
  } catch (error) {
    if (isCloudDcError(error)) return undefined;
    throw error;
  }
}
