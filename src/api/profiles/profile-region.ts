/** The region that a profile names: it counts where nothing nearer names one. */
import { isCloudDcError } from "../../errors";
import type { Settings } from "../settings";
import { namesKooCliProfile, readKooCliProfile, textOf } from "./koocli-profile";
import { namesSdkProfile, readSdkProfile } from "./sdk-profile";

/** The profiles in the order in which they count: one that somebody named before those at their usual places. */
export function profileRegion(settings: Settings): string | undefined {
  const readers = [readSdkProfile, readKooCliProfile];
  if (namesKooCliProfile(settings) && !namesSdkProfile(settings)) readers.reverse();
  for (const read of readers) {
    const region = textOf(fieldsOf(() => read(settings)).region);
    if (region !== undefined) return region;
  }
  return undefined;
}

/** What is wrong with a profile is told where its credentials are looked for. */
function fieldsOf(read: () => { readonly fields: Readonly<Record<string, unknown>> } | undefined) {
  try {
    return read()?.fields ?? {};
  } catch (error) {
    if (isCloudDcError(error)) return {};
    throw error;
  }
}
