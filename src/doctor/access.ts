/** Whether signing in works, the permissions are there, and what a gate would do about an instance now. */
import type { Authenticator } from "../api/auth/authenticator";
import { listStatuses, showStatus } from "../api/client/operations";
import { createProjectClient } from "../api/client/project-client";
import type { Target } from "../api/target";
import { type CloudDcError, isCloudDcError } from "../errors";
import { describe } from "../instance/status";
import { shortDuration } from "../wait/duration";
import { planWait } from "../wait/options";
import { predict } from "../wait/prediction";
import type { Observation } from "../wait/track";
import { type Finding, ok, problem, problemOf, warning } from "./finding";

/** An id that no instance has: whoever may look is told that there is none. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const REFUSALS = ["UNAUTHENTICATED", "BAD_CREDENTIALS", "NO_CREDENTIALS"];

export async function examineAccess(
  target: Target,
  authenticator: Authenticator,
  instanceId: string | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const project = await outcomeOf(authenticator.project());
  if ("error" in project) return [problemOf(isRefusal(project.error) ? "sign-in" : "project", project.error)];
  if (target.projectId === undefined) findings.push(ok("project", `${project.value.value} (${project.value.source})`));

  const client = createProjectClient(target, authenticator);
  const id = instanceId ?? NOBODY;
  const shown = await outcomeOf(showStatus(client, id));
  const code = "error" in shown ? shown.error.code : undefined;
  if ("error" in shown && code !== "INSTANCE_NOT_FOUND" && code !== "FORBIDDEN")
    return [...findings, problemOf(isRefusal(shown.error) ? "sign-in" : "status API", shown.error)];
  findings.push(ok("sign-in", "accepted"));
  const isForbidden = "error" in shown && code === "FORBIDDEN";
  findings.push(
    isForbidden ? problemOf("permission to look", shown.error) : ok("permission to look", "clouddc:instance:get"),
  );
  findings.push(examineList(await outcomeOf(listStatuses(client, [id]))));
  if (instanceId !== undefined) findings.push(examineInstance(instanceId, "error" in shown ? shown : shown.value));
  return findings;
}

type OutcomeOf<T> = { readonly value: T } | { readonly error: CloudDcError };

async function outcomeOf<T>(what: Promise<T>): Promise<OutcomeOf<T>> {
  try {
    return { value: await what };
  } catch (error) {
    if (isCloudDcError(error)) return { error };
    throw error;
  }
}

const isRefusal = ({ code }: CloudDcError) => REFUSALS.includes(code);

/** The list saves requests and is never needed. */
function examineList(listed: OutcomeOf<unknown>): Finding {
  if ("value" in listed) return ok("permission to list", "clouddc:instance:list");
  const { says, remedy } = problemOf("", listed.error);
  return warning("permission to list", says, `${remedy}; until then fleets are looked up one by one, which is slower`);
}

/** By the defaults of a gate's options. */
function examineInstance(id: string, seen: Observation): Finding {
  const { plan } = planWait({});
  const { kind, forMs } = predict(seen, plan);
  const what = `${id} is ${"error" in seen ? (kind === "waits" ? "not found" : seen.error.message) : describe(seen.status)}`;
  const lasts = shortDuration(forMs);
  switch (kind) {
    case "ready":
      return ok("gate", `${what}: a gate would open`);
    case "waits":
    case "retry": {
      const says = `${what}: a gate would wait for it, up to ${lasts}`;
      if (forMs === plan.timeoutMs) return ok("gate", says);
      return "error" in seen
        ? warning("gate", says, "check the id, the region and the project")
        : warning("gate", says, "power it on, unless somebody is already working on it");
    }
    case "fails":
      return problem("gate", `${what}: a gate would fail on it`, FAILED_REMEDY);
    default:
      return warning("gate", `${what}: a gate would look again, up to ${lasts}`, "look again in a minute");
  }
}

const FAILED_REMEDY = "retry its provisioning in the CloudDC console, or replace the instance";
