/**
 * An agency's temporary keys, `POST /v3.0/OS-CREDENTIAL/securitytokens`: asked for with one's own credentials.
 * https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0101.html
 */
import type { HttpResponse } from "../http/transport";
import type { Target } from "../target";
import type { AuthenticatedSend } from "./authenticated-send";
import type { Agency } from "./credentials/agency";
import type { KeyCredentials } from "./credentials/credentials";
import { readTemporaryKeys } from "./credentials/temporary-keys";
import { iamFailure, iamUrl, noSuchAnswer } from "./iam";

export interface Caller {
  /** Sends with the credentials of whoever wants to act as the agency. */
  readonly send: AuthenticatedSend;
  readonly secrets: () => readonly string[];
  /** Where these credentials were found, in a reader's words. */
  readonly source: string;
  /** The caller's account, where it is known: the SDKs send it with signed requests to services that are not of a region. */
  readonly domainId: string | undefined;
}

/** In a reader's words. */
export const agencySource = ({ name, domain }: Agency, caller: string): string =>
  `the agency "${name}" of ${"id" in domain ? domain.id : domain.name}, requested with ${caller}`;

export async function fetchAgencyKeys(target: Target, agency: Agency, caller: Caller): Promise<KeyCredentials> {
  const { name, domain, durationS, source } = agency;
  const account = "id" in domain ? { domain_id: domain.id } : { domain_name: domain.name };
  const assume_role = { agency_name: name, ...account, duration_seconds: durationS };
  const refusal = (response: HttpResponse, remedy: string) =>
    iamFailure(target, response, {
      wanted: `to issue keys for the agency "${name}" of ${Object.values(domain)[0]}`,
      remedy,
      secrets: caller.secrets(),
      isKnownBy404: true,
    });
  const response = await caller.send(
    {
      method: "POST",
      url: iamUrl(target, "/v3.0/OS-CREDENTIAL/securitytokens"),
      headers: {
        "Content-Type": "application/json;charset=utf8",
        ...(caller.domainId !== undefined && { "X-Domain-Id": caller.domainId }),
      },
      body: JSON.stringify({ auth: { identity: { methods: ["assume_role"], assume_role } } }),
    },
    { refusal },
  );
  if (response.status !== 201)
    throw refusal(response, `check ${source}, and that ${caller.source} has the Agent Operator permission`);
  const keys = readTemporaryKeys(response.body);
  if (!keys) throw noSuchAnswer(target, response, "incomplete keys of the agency", caller.secrets());
  return { ...keys, source: agencySource(agency, caller.source) };
}
