/** Where requests go, and where each part of that came from. Pure. */
import { addressOf, chooseProxy } from "../api/http/proxy";
import type { Settings } from "../api/settings";
import { type Location, type Target, type TargetSources, targetOf } from "../api/target";
import { isCloudDcError } from "../errors";
import { truthValue } from "../given-options";
import { type Finding, ok, problemOf, warning } from "./finding";

export interface Place {
  readonly findings: readonly Finding[];
  /** Absent where something is wrong with it. */
  readonly target?: Target;
}

export function examinePlace(where: Location, settings: Settings): Place {
  const found = targetOf(where, settings);
  if ("problems" in found) return { findings: found.problems.map((one) => problemOf(checkOf(one.argument), one)) };
  const { target, sources } = found;
  const { region, projectId, endpoint, iamEndpoint } = target;
  const madeOfRegion = (source: string | undefined, argument?: string) =>
    source ?? argument ?? "derived from the region";
  const proxy = examineProxy(endpoint, settings);
  return {
    findings: [
      region === undefined
        ? warning("region", "none is set, so no project can be looked up by it", "set HW_REGION_NAME")
        : ok("region", `${region} (${sources.region ?? "--region"})`),
      ...(projectId === undefined ? [] : [ok("project", `${projectId} (${sources.projectId ?? "--project-id"})`)]),
      ok("endpoint", `${endpoint} (${madeOfRegion(sources.endpoint, where.endpoint && "--endpoint")})`),
      ...(iamEndpoint === undefined ? [] : [ok("IAM", `${iamEndpoint} (${madeOfRegion(sources.iamEndpoint)})`)]),
      proxy,
      examineTrust(target, sources, settings),
      ...(truthValue(settings.config("clouddc:skipWait")?.trim() ?? "")
        ? [warning("gate", "every gate of the stack opens without looking (clouddc:skipWait)", "set it to false")]
        : []),
    ],
    ...(proxy.level !== "problem" && { target }),
  };
}

/** What a reader calls what is wrong. */
const checkOf = (argument: string): string =>
  ({ projectId: "project", authUrl: "IAM", insecure: "certificates", "huaweicloud:endpoints": "endpoint" })[argument] ??
  argument;

function examineProxy(endpoint: string, { env }: Settings): Finding {
  try {
    const { proxy, source } = chooseProxy(new URL(endpoint), env);
    return ok("proxy", proxy ? `${addressOf(proxy)} (${source})` : `none: ${source}`);
  } catch (error) {
    if (isCloudDcError(error)) return problemOf("proxy", error);
    throw error;
  }
}

function examineTrust({ insecure, caFile }: Target, sources: TargetSources, { env }: Settings): Finding {
  if (insecure)
    return warning(
      "certificates",
      `not checked (${sources.insecure}): anybody could answer as the endpoint`,
      `remove ${sources.insecure}, and name the issuer's PEM file in OS_CACERT if one is needed`,
    );
  const trusted = [
    "the system's",
    ...(env.NODE_EXTRA_CA_CERTS ? ["those of NODE_EXTRA_CA_CERTS"] : []),
    ...(caFile === undefined
      ? []
      : [`those of ${caFile.includes("-----BEGIN ") ? "a PEM text" : caFile} (${sources.caFile})`]),
  ];
  return ok("certificates", `trusted: ${trusted.join(", and ")}`);
}
