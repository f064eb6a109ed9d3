/** What the commands that ask the API have in common: where to ask, the ids, the clients. */

import { type Connect, createClients } from "../api/clients";
import { type Settings, systemSettings } from "../api/settings";
import { type Location, targetOf } from "../api/target";
import { systemClock } from "../clock";
import type { ArgumentError } from "../errors";
import { instanceIdProblem } from "../instance/id";
import { quote } from "../redact";
import { type Arguments, type Option, type Terminal, UsageError } from "./command";

export const WHERE_OPTIONS = {
  region: { value: "R", help: "region, such as ap-southeast-3 (default: HW_REGION_NAME, or a profile's)" },
  "project-id": { value: "ID", help: "project (default: HW_PROJECT_ID, or a profile's, or the region's)" },
  endpoint: { value: "URL", help: "address of the CloudDC API (default: CLOUDDC_ENDPOINT, or the region's)" },
} as const satisfies Record<string, Option>;

/** Throws a {@link UsageError} about flags that cannot be used; what is wrong with settings is no wrong use. */
export function whereOf(given: Arguments, settings: Settings): Location {
  const all = {
    region: given.text("region"),
    projectId: given.text("project-id"),
    endpoint: given.text("endpoint"),
  };
  const where: Location = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const found = targetOf(where, settings);
  const wrong = "problems" in found ? found.problems.filter(({ argument }) => argument in where) : [];
  if (wrong.length > 0) throw wrongFlags(wrong);
  return where;
}

export const flagOf = (option: string) => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Options by the names that they have in a program, as the flags that were given. */
export function wrongFlags(problems: readonly ArgumentError[]): UsageError {
  const sentence = ({ argument, message }: ArgumentError) => message.replace(`"${argument}"`, `--${flagOf(argument)}`);
  return new UsageError(`${problems.map(sentence).join("; ")}.`);
}

/** Each id once. Throws a {@link UsageError} where there is none, or one that cannot be an id. */
export function idsOf({ operands }: Arguments): string[] {
  if (operands.length === 0) throw new UsageError("Name at least one instance by its id.");
  for (const id of operands) {
    const problem = instanceIdProblem("ID", id);
    if (problem) throw new UsageError(`"${quote(id)}" is not an instance id: ${problem.remedy}.`);
  }
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
