/** Which region and which project the settings name: a project counts for its own region only. */
import { profileRegion } from "./profiles/profile-region";
import { configValue, environmentValue, type Settings, type Sourced } from "./settings";

interface ProjectSource {
  readonly region?: Sourced | undefined;
  readonly projectId?: Sourced | undefined;
  readonly projectName?: Sourced | undefined;
}

/** What each source says, the nearest first. */
const sourcesOf = (settings: Settings): readonly ProjectSource[] => [
  {
    region: configValue(settings, "region"),
    projectId: configValue(settings, "projectId"),
    projectName: configValue(settings, "projectName"),
  },
  {
    region: environmentValue(settings, "HW_REGION_NAME", "OS_REGION_NAME"),
    projectId: environmentValue(settings, "HW_PROJECT_ID", "OS_PROJECT_ID"),
    projectName: environmentValue(settings, "HW_PROJECT_NAME", "OS_PROJECT_NAME"),
  },
  {
    region: environmentValue(settings, "HUAWEICLOUD_SDK_REGION"),
    projectId: environmentValue(settings, "HUAWEICLOUD_SDK_PROJECT_ID"),
  },
];

/** The region of everything that names none itself. */
export const usualRegion = (settings: Settings): Sourced | undefined =>
  sourcesOf(settings).find(({ region }) => region !== undefined)?.region ?? profileRegion(settings);

/** A project belongs to one region: to that of its source, else to the usual one. For any other it does not count. */
export const isProjectOf = (region: string | undefined, source: { region?: string | undefined }, settings: Settings) =>
  (source.region ?? usualRegion(settings)?.value ?? region) === region;

/** The id or the name of the project that counts for this region, of the nearest source that has one. */
export const projectOf = (region: string | undefined, key: "projectId" | "projectName", settings: Settings) =>
  sourcesOf(settings).find(
    (source) => source[key] !== undefined && isProjectOf(region, { region: source.region?.value }, settings),
  )?.[key];
