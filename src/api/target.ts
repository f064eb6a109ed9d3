/** Where to ask: region, project and addresses, from arguments, the stack's configuration and the environment. Pure. */
import { ArgumentError } from "../errors";
import { truthValue } from "../given-options";
import { type AddProblem, environmentEndpoint, stackEndpoint } from "./endpoint-sources";
import { HOST, readAddress, withoutSecrets } from "./http/address";
import { ID_SIGNS, isId } from "./http/ids";
import { projectOf, usualRegion } from "./project-sources";
import { configValue, environmentValue, fullPath, type Settings, type Sourced } from "./settings";

export interface Location {
  region?: string | undefined;
  projectId?: string | undefined;
  endpoint?: string | undefined;
}

export interface Target {
  region?: string;
  projectId?: string;
  /** The project's name, to look its id up by; undefined where it is the region's, as usual. */
  projectName?: string;
  /** Where CloudDC answers, such as `https://clouddc.ap-southeast-3.myhuaweicloud.com`: no slash at its end. */
  endpoint: string;
  /** Where IAM answers, without `/v3` at its end; unknown where neither a region nor an address is given. */
  iamEndpoint?: string;
  /** Accept any certificate, and plain http to any host. */
  insecure: boolean;
  /** A file of certificates to trust besides the system's. */
  caFile?: string;
}

/** Where each part of a target came from; of what was an argument, or was made of the others, nothing is said. */
export type TargetSources = Readonly<Partial<Record<keyof Target, string>>>;

/**
 * The arguments as they become inputs in state, so that a refresh, which runs no program, finds them: the argument, else
 * `huaweicloud:` of the stack, else `HW_*`, else `HUAWEICLOUD_SDK_*`; for the region a profile in the end. Only keys that
 * have a value.
 */
export function resolveLocation(args: Location, settings: Settings): Location {
  return each(
    "value",
    locate(args, settings, () => {}),
  );
}

type Located = Partial<Record<keyof Location, Partial<Sourced> | undefined>>;

function locate(args: Location, settings: Settings, addProblem: AddProblem): Located {
  const region = given(args.region) ?? usualRegion(settings);
  const endpoint =
    given(args.endpoint) ?? stackEndpoint(settings, addProblem) ?? environmentEndpoint(region?.value, settings);
  return {
    region,
    projectId: given(args.projectId) ?? projectOf(region?.value, "projectId", settings),
    endpoint,
  };
}

const given = (value: string | undefined): Partial<Sourced> | undefined =>
  value === undefined || value === null ? undefined : { value };

/** Only keys of which that is known. */
const each = (part: keyof Sourced, values: Readonly<Record<string, Partial<Sourced> | undefined>>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, one]) => (one?.[part] === undefined ? [] : [[key, one[part]]])),
  );

/** The target that these arguments mean, or everything that is wrong with them and with the settings around them. */
export function targetOf(
  where: Location,
  settings: Settings,
): { target: Target; sources: TargetSources } | { problems: ArgumentError[] } {
  const problems: ArgumentError[] = [];
  const addProblem: AddProblem = (...problem) => void problems.push(new ArgumentError(...problem));
  const located = locate(where, settings, addProblem);
  const { region, projectId, endpoint }: Location = each("value", located);

  if (region === undefined && endpoint === undefined)
    addProblem(
      "region",
      region,
      "pass it, or set huaweicloud:region in the stack or HW_REGION_NAME in the environment",
    );
  if (region !== undefined && !matches(region, HOST))
    addProblem("region", region, `write a region's id${placeOf(located.region)}, such as ap-southeast-3`);
  if (projectId !== undefined && !isId(projectId))
    addProblem("projectId", projectId, `write a project's id${placeOf(located.projectId)}: ${ID_SIGNS}`);
  const cloud = (configValue(settings, "cloud") ?? environmentValue(settings, "HW_CLOUD"))?.value ?? cloudOf(region);
  if (!matches(cloud, HOST))
    addProblem("huaweicloud:cloud", withoutSecrets(cloud), "write a domain, such as myhuaweicloud.com");
  const wantsInsecure = configValue(settings, "insecure") ?? environmentValue(settings, "HW_INSECURE", "OS_INSECURE");
  const insecure = flag(wantsInsecure?.value ?? "false", addProblem);
  if (problems.length > 0) return { problems };

  const iamEndpoint =
    configValue(settings, "authUrl") ??
    environmentValue(settings, "HW_AUTH_URL", "OS_AUTH_URL", "HUAWEICLOUD_SDK_IAM_ENDPOINT");
  const iam = iamEndpoint?.value ?? (region && `https://iam.${region}.${cloud}`);
  const projectName = projectOf(region, "projectName", settings);
  const caFile = configValue(settings, "cacertFile") ?? environmentValue(settings, "OS_CACERT");
  const target: Target = {
    endpoint: addressOf("endpoint", endpoint ?? `https://clouddc.${region}.${cloud}`, insecure, addProblem),
    insecure,
    ...(region !== undefined && { region }),
    ...(projectId !== undefined && { projectId }),
    ...(projectName !== undefined && { projectName: projectName.value }),
    ...(iam !== undefined && { iamEndpoint: addressOf("authUrl", iam, insecure, addProblem).replace(/\/+v3$/, "") }),
    ...(caFile !== undefined && { caFile: fullPath(caFile.value, settings) }),
  };
  const sources: TargetSources = each("source", {
    ...located,
    projectName,
    iamEndpoint,
    insecure: wantsInsecure,
    caFile,
  });
  return problems.length > 0 ? { problems } : { target, sources };
}

/** Nothing of an argument, which names itself. */
const placeOf = (located: Partial<Sourced> | undefined) =>
  located?.source === undefined ? "" : ` in ${located.source}`;

/** Huawei's European cloud has a domain of its own; the Terraform provider decides by the same prefix. */
const cloudOf = (region: string | undefined) =>
  region?.startsWith("eu-west-1") ? "myhuaweicloud.eu" : "myhuaweicloud.com";

/** An argument may come from a program without types, or from state. */
const matches = (value: unknown, pattern: RegExp) => typeof value === "string" && pattern.test(value);

function flag(text: string, addProblem: AddProblem): boolean {
  const insecure = truthValue(text);
  if (insecure === undefined)
    addProblem("insecure", text, "write true or false, in huaweicloud:insecure or HW_INSECURE");
  return insecure === true;
}

function addressOf(argument: string, text: unknown, insecure: boolean, addProblem: AddProblem): string {
  const read = readAddress(text, insecure);
  if ("address" in read) return read.address;
  addProblem(argument, typeof text === "string" ? withoutSecrets(text) : text, read.remedy);
  return "";
}
