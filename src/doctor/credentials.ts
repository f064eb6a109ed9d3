/** Which credentials are used, and what each nearer source lacked. Pure. */
import { findAgency } from "../api/auth/credentials/agency";
import { type Asked, WHAT } from "../api/auth/credentials/credential-chain";
import type { Settings } from "../api/settings";
import { type CloudDcError, isCloudDcError } from "../errors";
import { type Finding, ok, problemOf } from "./finding";

/** `failure`: what the search ended with, where it found none. */
export function examineCredentials(asked: readonly Asked[], failure: CloudDcError | undefined): Finding[] {
  const findings = asked.map(({ source, result }): Finding => {
    switch (result.kind) {
      case "found":
        return ok("credentials", `${WHAT[result.credentials.kind]} from ${result.credentials.source}`);
      case "absent":
        return ok("credentials", `none in ${source}: ${result.why}`);
      case "broken":
        return problemOf("credentials", result.error);
      default:
        return { ...problemOf("credentials", result.error), level: "warning" };
    }
  });
  const isTold = asked.some(({ result }) => "error" in result && result.error === failure);
  return failure && !isTold ? [...findings, problemOf("credentials", failure)] : findings;
}

/** The agency that they act as, where there is one. */
export function examineAgency(settings: Settings, asked: readonly Asked[]): Finding[] {
  try {
    const last = asked.at(-1)?.result;
    const agency = findAgency(settings) ?? (last?.kind === "found" ? last.credentials.agency : undefined);
    return agency ? [ok("agency", `"${agency.name}" (${agency.source})`)] : [];
  } catch (error) {
    if (isCloudDcError(error)) return [problemOf("agency", error)];
    throw error;
  }
}
