/** Which region and which project the settings name: a project counts for its own region only. */
import { profileRegion } from "./profiles/profile-region";
import { fromConfig, fromEnvironment, type Settings } from "./settings";

interface ProjectSource {
  readonly region?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectName?: string | undefined;
}

/** What each source says, the nearest first. */
const sourcesOf = (settings: Settings): readonly ProjectSource[] => [
  {
    region: fromConfig(settings, "region"),
    projectId: fromConfig(settings, "projectId"),
    projectName: fromConfig(settings, "projectName"),
  },
  {
    region: fromEnvironment(settings, "HW_REGION_NAME", "OS_REGION_NAME"),
    projectId: fromEnvironment(settings, "HW_PROJECT_ID", "OS_PROJECT_ID"),
    projectName: fromEnvironment(settings, "HW_PROJECT_NAME", "OS_PROJECT_NAME"),
  },
  {
    region: fromEnvironment(settings, "HUAWEICLOUD_SDK_REGION"),
    projectId: fromEnvironment(settings, "HUAWEICLOUD_SDK_PROJECT_ID"),
  },
];

/** The region of everything that names none itself. */
export const usualRegion = (settings: Settings): string | undefined =>
  sourcesOf(settings).find(({ region }) => region !== undefined)?.region ?? profileRegion(settings);

/** A project belongs to one region: to that of its source, else to the usual one. For any other it does not count. */
export const isProjectOf = (region: string | undefined, source: ProjectSource, settings: Settings): boolean =>
  (source.region ?? usualRegion(settings) ?? region) === region;

/** The id or the name of the project that counts for this region, of the nearest source that has one. */
export const projectOf = (region: string | undefined, key: "projectId" | "projectName", settings: Settings) =>
  sourcesOf(settings).find((source) => source[key] !== undefined && isProjectOf(region, source, settings))?.[key];
