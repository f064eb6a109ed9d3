/**
 * IAM's temporary keys: whoever has signed in acts as an agency.
 * https://support.huaweicloud.com/en-us/api-iam/iam_04_0101.html
 */

import { credentialBody } from "../auth/access-keys";
import { authenticate, type Credentials, isRefusal } from "../auth/authenticate";
import { readObject } from "../http/body";
import type { Call } from "../http/call";
import { type CloudResponse, iamError, json } from "../http/response";
import { type Agency, domainIdOf } from "../options";

export interface Agencies {
  agencies: readonly Agency[];
  /** False: nobody may act as an agency. */
  allowed: boolean;
  credentials: Credentials;
}

interface AssumeRole {
  agency_name?: string;
  domain_name?: string;
  domain_id?: string;
  duration_seconds?: number;
}

interface Identity {
  methods?: string[];
  assume_role?: AssumeRole;
}

/** "From 15 minutes to 24 hours", 15 minutes where nothing is said. */
const MIN_SECONDS = 900;
const MAX_SECONDS = 86_400;

function readAssumeRole(body: string): AssumeRole | undefined {
  const auth = readObject(body)?.auth as { identity?: Identity } | undefined;
  const { methods, assume_role } = auth?.identity ?? {};
  return methods?.includes("assume_role") ? assume_role : undefined;
}

const invalid = (what: string) => iamError(400, `The request body is invalid: ${what}.`);

export function issueTemporaryKeys(call: Call, { agencies, allowed, credentials }: Agencies): CloudResponse {
  const caller = authenticate(call, credentials);
  if (isRefusal(caller)) return iamError(401, caller.message);

  const wanted = readAssumeRole(call.body);
  if (typeof wanted?.agency_name !== "string") return invalid("assume_role needs an agency_name");
  const { agency_name, domain_id, domain_name, duration_seconds = MIN_SECONDS } = wanted;
  if (domain_id === undefined && domain_name === undefined)
    return invalid("assume_role needs a domain_name or a domain_id");
  if (!(Number.isInteger(duration_seconds) && duration_seconds >= MIN_SECONDS && duration_seconds <= MAX_SECONDS))
    return invalid(`duration_seconds is a whole number from ${MIN_SECONDS} to ${MAX_SECONDS}`);

  if (!allowed) return iamError(403, "You are not authorized to perform the requested action.");
  const agency = agencies.find(
    (one) =>
      one.name === agency_name &&
      (domain_id === undefined ? one.domain === domain_name : domainIdOf(one) === domain_id),
  );
  if (agency === undefined) return iamError(404, `Could not find agency: ${agency_name}.`);
  return json(201, credentialBody(credentials.keys.issue(duration_seconds * 1_000)));
}
