/** What somebody gets to know of one instance, and where it is asked for. Types only, and none of Pulumi's. */
import type { Phase } from "./meaning";
import type { InstanceError } from "./status";

/**
 * The status of one instance, with the API's names in camelCase.
 *
 * @example
 * ```ts
 * const result: clouddc.InstanceStatusResult = await clouddc.getInstanceStatus({ instanceId: "web-1" });
 * console.log(result.state, result.phase);
 * ```
 */
export interface InstanceStatusResult {
  /** The instance's id, as it was asked for. */
  instanceId: string;
  /**
   * `pending`, `running`, `stopped`, `shutting-down`, `terminated`, `error`, or what Huawei adds next; absent where the
   * API gave none.
   */
  state?: string;
  /** What is being done to the instance, `<operation>-processing`, `-succeed` or `-failed`; absent where the API gave none. */
  operationState?: string;
  /** Why the instance is in `error`; absent where it is not. */
  error?: InstanceError;
  /** What that means: `ready`, `busy`, `idle` (stopped), `failed` or `gone`. A look-up of an instance that is missing fails. */
  phase: Phase;
  /** What it went through while a gate waited for it in vain, such as `pending 4m → error`; absent where the gate opened. */
  trail?: string;
}

/**
 * Which project to ask. What is not given comes from the stack's `huaweicloud:` configuration, else the environment.
 *
 * @example
 * ```ts
 * const where: clouddc.WhereArgs = { region: "ap-southeast-3" };
 * ```
 */
export interface WhereArgs<Text = string> {
  /** Such as `ap-southeast-3`. @default `huaweicloud:region`, `HW_REGION_NAME` */
  region?: Text | undefined | null;
  /** The id of the project. @default `huaweicloud:projectId`, `HW_PROJECT_ID`, or the region's project of that name */
  projectId?: Text | undefined | null;
  /** The address of the CloudDC API. @default `https://clouddc.{region}.myhuaweicloud.com` */
  endpoint?: Text | undefined | null;
}
