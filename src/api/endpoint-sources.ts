/** Which address of CloudDC the settings name. Pure. */
import { withoutSecrets } from "./http/address";
import { parseObject } from "./http/answer";
import { configValue, environmentValue, type Settings, type Sourced } from "./settings";

export type AddProblem = (argument: string, value: unknown, remedy: string) => void;

/** `huaweicloud:endpoints` is the map that the Terraform provider and its bridge take: `{"clouddc": "…"}`. */
export function stackEndpoint(settings: Settings, addProblem: AddProblem): Sourced | undefined {
  const value = settings.config("clouddc:endpoint")?.trim();
  const own = value ? { value, source: "clouddc:endpoint" } : undefined;
  const endpoints = configValue(settings, "endpoints");
  if (endpoints === undefined) return own;
  const { value: text, source } = endpoints;
  const map = parseObject(text);
  if (map && map.clouddc === undefined) return own;
  if (typeof map?.clouddc === "string" && map.clouddc.trim() !== "") return { value: map.clouddc.trim(), source };
  const remedy = 'write a JSON object of services and their addresses, such as {"clouddc":"https://…"}';
  addProblem("huaweicloud:endpoints", text.replace(/[^"]+/g, withoutSecrets), remedy);
  return own;
}

/** Of Huawei's tools only the SDKs know a variable for one service's address: it names the region, and lists several. */
export function environmentEndpoint(region: unknown, settings: Settings): Sourced | undefined {
  const sdk = `HUAWEICLOUD_SDK_REGION_CLOUDDC_${String(region).toUpperCase().replaceAll("-", "_")}`;
  const listed = environmentValue(settings, "CLOUDDC_ENDPOINT", sdk);
  const value = listed?.value.split(",", 1)[0]?.trim();
  return listed && value ? { ...listed, value } : undefined;
}
