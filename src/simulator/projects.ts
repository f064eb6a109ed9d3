/** The projects that IAM knows, and the region of each. */

import type { Project, Settings } from "./options";

const REGION = /^[a-z]{2}-[a-z]+-\d+/;

export function projectsOf(settings: Settings): Required<Project>[] {
  const main = { id: settings.projectId, name: settings.region, region: settings.region };
  return [main, ...settings.projects.map((one) => ({ region: REGION.exec(one.name)?.[0] ?? settings.region, ...one }))];
}
