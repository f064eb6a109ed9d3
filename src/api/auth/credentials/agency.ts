/** The agency to act as: with an agency, an account lets another one's users work in it. Settings as the Terraform provider's. */
import { cleanLine } from "../../../clean-line";
import { CredentialsError } from "../../../errors";
import { isObject, parseObject } from "../../http/answer";
import { fromConfig, fromEnvironment, type Settings } from "../../settings";

export interface Agency {
  readonly name: string;
  /** The account that delegates. */
  readonly domain: { readonly name: string } | { readonly id: string };
  /** How long its keys are to last, in seconds. */
  readonly durationS: number;
  /** The setting that names it, in a reader's words. */
  readonly source: string;
}

/** From a quarter of an hour to a day, says IAM; a day is what Terraform asks for. */
const SHORTEST_S = 900;
const LONGEST_S = 86_400;

interface Fields {
  readonly name?: string | undefined;
  readonly domainName?: string | undefined;
  readonly domainId?: string | undefined;
  readonly duration?: string | undefined;
}

/**
 * The environment's agency, else the stack's; undefined where neither names one. Throws a {@link CredentialsError} about one
 * that is named by half, and about ways to act as somebody that are not supported.
 */
export function findAgency(settings: Settings): Agency | undefined {
  refuseUnsupported(settings);
  const fields = {
    name: fromEnvironment(settings, "HW_ASSUME_ROLE_AGENCY_NAME"),
    domainName: fromEnvironment(settings, "HW_ASSUME_ROLE_DOMAIN_NAME"),
    domainId: fromEnvironment(settings, "HW_ASSUME_ROLE_DOMAIN_ID"),
    duration: fromEnvironment(settings, "HW_ASSUME_ROLE_DURATION"),
  };
  return agencyOf(fields, "HW_ASSUME_ROLE_AGENCY_NAME") ?? stackAgency(settings);
}

/** A bridge calls the provider's list of agencies by the plural, as soon as that may hold several. */
function stackAgency(settings: Settings): Agency | undefined {
  const text = fromConfig(settings, "assumeRole");
  if (text !== undefined) return agencyOf(parseRole(text, "huaweicloud:assumeRole"), "huaweicloud:assumeRole");
  const texts = fromConfig(settings, "assumeRoles");
  return texts === undefined
    ? undefined
    : agencyOf(parseRole(texts, "huaweicloud:assumeRoles"), "huaweicloud:assumeRoles");
}

/** The agency that these fields make up; undefined where there are none. */
export function agencyOf({ name, domainName, domainId, duration }: Fields, source: string): Agency | undefined {
  if ([name, domainName, domainId, duration].every((field) => field === undefined)) return undefined;
  const bad = (problem: string) => new CredentialsError("BAD_CREDENTIALS", `${source} ${problem}`);
  if (name === undefined) throw bad("names no agency: name it, or leave out its account and duration");
  if (domainName === undefined && domainId === undefined)
    throw bad(`names the agency "${name}" without its account: name that as well, by its name or its id`);
  const durationS = Number(duration ?? LONGEST_S);
  if (!(Number.isInteger(durationS) && durationS >= SHORTEST_S && durationS <= LONGEST_S))
    throw bad(`names an agency for "${duration}" seconds: write a whole number from ${SHORTEST_S} to ${LONGEST_S}`);
  const domain = domainId === undefined ? { name: domainName ?? "" } : { id: domainId };
  return { name, domain, durationS, source };
}

/** What each field may be called. */
const KEYS: Readonly<Record<keyof Fields, readonly string[]>> = {
  name: ["agencyName", "agency_name"],
  domainName: ["domainName", "domain_name"],
  domainId: ["domainId", "domain_id"],
  duration: ["duration"],
};

/** The stack's value is an object, or a list of one. */
function parseRole(text: string, source: string): Fields {
  const bad = (problem: string) =>
    new CredentialsError("BAD_CREDENTIALS", `${source} ${problem}: write {"agencyName":…,"domainName":…}`);
  // A list is no object, and reads as one within one.
  const { roles } = parseObject(`{"roles":${text}}`) ?? {};
  const [role, ...others] = Array.isArray(roles) ? roles : [roles];
  if (others.length > 0) throw bad("names a chain of agencies, which is not supported");
  if (!isObject(role)) throw bad("is not a JSON object");
  const known = Object.values(KEYS).flat();
  const unknown = Object.keys(role).find((key) => !known.includes(key));
  if (unknown !== undefined) throw bad(`holds ${JSON.stringify(cleanLine(unknown))}, which is not supported`);
  const field = (name: keyof Fields) =>
    KEYS[name].map((key) => String(role[key] ?? "").trim()).find((value) => value !== "");
  return {
    name: field("name"),
    domainName: field("domainName"),
    domainId: field("domainId"),
    duration: field("duration"),
  };
}

/** What Terraform's provider, or a later one, may take besides: an identity provider's token, and whatever is added. */
const OTHER_ROLE = /^HW_ASSUME_ROLE_(?!(AGENCY_NAME|DOMAIN_NAME|DOMAIN_ID|DURATION)$)/;
const UNSUPPORTED = ["OS_AGENCY_NAME"];
const UNSUPPORTED_CONFIG = ["assumeRoleWithOidc", "agencyName"];

function refuseUnsupported(settings: Settings): void {
  const variables = [...Object.keys(settings.env).filter((variable) => OTHER_ROLE.test(variable)), ...UNSUPPORTED];
  const name =
    variables.find((variable) => fromEnvironment(settings, variable) !== undefined) ??
    UNSUPPORTED_CONFIG.filter((key) => fromConfig(settings, key) !== undefined).map((key) => `huaweicloud:${key}`)[0];
  if (name === undefined) return;
  const instead = "remove it, and name an agency with HW_ASSUME_ROLE_AGENCY_NAME and HW_ASSUME_ROLE_DOMAIN_NAME";
  throw new CredentialsError("BAD_CREDENTIALS", `${name} is set, and this way to sign in is not supported: ${instead}`);
}
