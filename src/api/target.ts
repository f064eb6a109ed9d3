/** Where to ask: region, project and addresses, from arguments, the stack's configuration and the environment. Pure. */
import { ArgumentError } from "../errors";
import { truthValue } from "../given-options";
import { parseObject } from "./http/answer";
import { projectOf, usualRegion } from "./project-sources";
import { fromConfig, fromEnvironment, type Settings } from "./settings";

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

/**
 * The arguments as they become inputs in state, so that a refresh, which runs no program, finds them: the argument, else
 * `huaweicloud:` of the stack, else `HW_*`, else `HUAWEICLOUD_SDK_*`; for the region a profile in the end. Only keys that
 * have a value.
 */
export function resolveLocation(args: Location, settings: Settings): Location {
  const region = args.region ?? usualRegion(settings);
  const projectId = args.projectId ?? projectOf(region, "projectId", settings);
  const endpoint = args.endpoint ?? stackEndpoint(settings, () => {}) ?? environmentEndpoint(region, settings);
  return {
    ...(region !== undefined && { region }),
    ...(projectId !== undefined && { projectId }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** The target that these arguments mean, or everything that is wrong with them and with the settings around them. */
export function targetOf(where: Location, settings: Settings): { target: Target } | { problems: ArgumentError[] } {
  const problems: ArgumentError[] = [];
  const addProblem: AddProblem = (...problem) => void problems.push(new ArgumentError(...problem));
  const { region, projectId, endpoint } = resolveLocation(where, settings);

  if (where.endpoint === undefined) stackEndpoint(settings, addProblem);
  if (region === undefined && endpoint === undefined)
    addProblem("region", region, "pass it, or set the stack's huaweicloud:region, or the environment's HW_REGION_NAME");
  if (region !== undefined && !matches(region, HOST))
    addProblem("region", region, "write a region's id, such as ap-southeast-3");
  if (projectId !== undefined && !matches(projectId, PROJECT_ID))
    addProblem("projectId", projectId, "write a project's id: letters, digits, hyphens and underscores");
  const cloud = fromConfig(settings, "cloud") ?? fromEnvironment(settings, "HW_CLOUD") ?? cloudOf(region);
  if (!matches(cloud, HOST)) addProblem("huaweicloud:cloud", cloud, "write a domain, such as myhuaweicloud.com");
  const insecure = flag(
    fromConfig(settings, "insecure") ?? fromEnvironment(settings, "HW_INSECURE", "OS_INSECURE") ?? "false",
    addProblem,
  );
  if (problems.length > 0) return { problems };

  const iam =
    fromConfig(settings, "authUrl") ??
    fromEnvironment(settings, "HW_AUTH_URL", "OS_AUTH_URL", "HUAWEICLOUD_SDK_IAM_ENDPOINT") ??
    (region && `https://iam.${region}.${cloud}`);
  const projectName = projectOf(region, "projectName", settings);
  const caFile = fromConfig(settings, "cacertFile") ?? fromEnvironment(settings, "OS_CACERT");
  const target: Target = {
    endpoint: addressOf("endpoint", endpoint ?? `https://clouddc.${region}.${cloud}`, insecure, addProblem),
    insecure,
    ...(region !== undefined && { region }),
    ...(projectId !== undefined && { projectId }),
    ...(projectName !== undefined && { projectName }),
    ...(iam !== undefined && { iamEndpoint: addressOf("authUrl", iam, insecure, addProblem).replace(/\/+v3$/, "") }),
    ...(caFile !== undefined && { caFile }),
  };
  return problems.length > 0 ? { problems } : { target };
}

type AddProblem = (argument: string, value: unknown, remedy: string) => void;

const HOST = /^[a-z0-9]([\w-]*[a-z0-9])?(\.[a-z0-9]([\w-]*[a-z0-9])?)*$/i;
const PROJECT_ID = /^[\w-]{1,64}$/;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Huawei's European cloud has a domain of its own; the Terraform provider decides by the same prefix. */
const cloudOf = (region: string | undefined) =>
  region?.startsWith("eu-west-1") ? "myhuaweicloud.eu" : "myhuaweicloud.com";

/** An argument may come from a program without types, or from state. */
const matches = (value: unknown, pattern: RegExp) => typeof value === "string" && pattern.test(value);

/** `huaweicloud:endpoints` is the map that the Terraform provider and its bridge take: `{"clouddc": "…"}`. */
function stackEndpoint(settings: Settings, addProblem: AddProblem): string | undefined {
  const own = settings.config("clouddc:endpoint")?.trim() || undefined;
  const text = fromConfig(settings, "endpoints");
  if (text === undefined) return own;
  const map = parseObject(text);
  if (map && map.clouddc === undefined) return own;
  if (typeof map?.clouddc === "string" && map.clouddc.trim() !== "") return map.clouddc.trim();
  const remedy = 'write a JSON object of services and their addresses, such as {"clouddc":"https://…"}';
  addProblem("huaweicloud:endpoints", withoutSecrets(text), remedy);
  return own;
}

/** Of Huawei's tools only the SDKs know a variable for one service's address: it names the region, and lists several. */
function environmentEndpoint(region: unknown, settings: Settings): string | undefined {
  const sdk = `HUAWEICLOUD_SDK_REGION_CLOUDDC_${String(region).toUpperCase().replaceAll("-", "_")}`;
  return fromEnvironment(settings, "CLOUDDC_ENDPOINT", sdk)?.split(",", 1)[0]?.trim() || undefined;
}

function flag(text: string, addProblem: AddProblem): boolean {
  const insecure = truthValue(text);
  if (insecure === undefined)
    addProblem("insecure", text, "write true or false, in huaweicloud:insecure or HW_INSECURE");
  return insecure === true;
}

/** The address as requests need it: with its scheme, without a slash at its end. */
function addressOf(argument: string, text: unknown, insecure: boolean, addProblem: AddProblem): string {
  const refuse = (remedy: string) => {
    addProblem(argument, typeof text === "string" ? withoutSecrets(text) : text, remedy);
    return "";
  };
  if (typeof text !== "string" || /[\s\\]/.test(text.trim())) return refuse("write an https:// address");
  const complete = text.includes("://") ? text.trim() : `https://${text.trim()}`;
  if (!URL.canParse(complete)) return refuse("write a host name or an https:// address");
  const url = new URL(complete);
  if (url.protocol !== "https:" && url.protocol !== "http:") return refuse("write an https:// address");
  if (url.username || url.password) return refuse("leave out the user name and the password");
  if (/[?#]/.test(complete)) return refuse("leave out what follows the path");
  if (!matches(url.hostname, HOST) && !url.hostname.startsWith("[")) return refuse("write a host name that can exist");
  if (url.protocol === "http:" && !insecure && !LOOPBACK.test(url.hostname))
    return refuse("write https://, for plain http goes to this machine only, unless huaweicloud:insecure is true");
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** What somebody wrote before the `@` of an address, or behind its `?`, may be a password or a token. */
const withoutSecrets = (address: string) => address.replace(/[^/"]*@/g, "…@").replace(/\?[^"]*/g, "?…");
