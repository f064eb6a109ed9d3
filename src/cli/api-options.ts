/** What the commands that ask the API have in common: where to ask, the ids, the clients. */

import { type Connect, createClients } from "../api/clients";
import { type Settings, systemSettings } from "../api/settings";
import type { Location } from "../api/target";
import { systemClock } from "../clock";
import { instanceIdProblem } from "../instance/id";
import { type Arguments, type Option, type Terminal, UsageError } from "./command";

export const WHERE_OPTIONS = {
  region: { value: "R", help: "region, such as ap-southeast-3 (default: as in a stack: HW_REGION_NAME, a profile, …)" },
  "project-id": { value: "ID", help: "project (default: HW_PROJECT_ID, a profile, or the region's)" },
  endpoint: { value: "URL", help: "address of the CloudDC API (default: CLOUDDC_ENDPOINT, or the region's)" },
} as const satisfies Record<string, Option>;

export function whereOf(given: Arguments): Location {
  const where = {
    region: given.text("region"),
    projectId: given.text("project-id"),
    endpoint: given.text("endpoint"),
  };
  return Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined));
}

/** Each id once. Throws a {@link UsageError} where there is none, or one that cannot be an id. */
export function idsOf({ operands }: Arguments): string[] {
  if (operands.length === 0) throw new UsageError("Name at least one instance by its id.");
  const [wrong] = operands.filter((id) => instanceIdProblem("ID", id));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no instance id: give it as CreateInstance returned it.`);
  return [...new Set(operands)];
}

/** The environment's and the profiles' settings, and the clients that they lead to. */
export function shellClients({ complain }: Terminal): { settings: Settings; connect: Connect } {
  const settings = systemSettings();
  const connect = createClients(settings, systemClock, (severity, line) => {
    if (severity === "warning") complain(`warning: ${line}`);
  });
  return { settings, connect };
}
