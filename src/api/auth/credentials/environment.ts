/** Credentials of the environment: the variables of the Terraform provider, with the aliases it reads, and of Huawei's SDKs. */
import { CredentialsError } from "../../../errors";
import { fromEnvironment, type Settings } from "../../settings";
import { credentialsOf } from "./parse-credentials";
import { foundOrAbsent, readSource, type SourceResult } from "./source-result";

const PLACE = "the environment";

/** As the Terraform provider reads them: `HW_*`, and OpenStack's names where `HW_*` has none. */
export function fromHuaweiVariables({ env }: Settings): SourceResult {
  return readSource(() =>
    foundOrAbsent(
      credentialsOf({
        place: PLACE,
        read: (name) => env[name],
        names: {
          token: ["HW_AUTH_TOKEN", "OS_AUTH_TOKEN"],
          accessKey: ["HW_ACCESS_KEY", "OS_ACCESS_KEY"],
          secretKey: ["HW_SECRET_KEY", "OS_SECRET_KEY"],
          securityToken: ["HW_SECURITY_TOKEN"],
          password: ["HW_USER_PASSWORD", "OS_PASSWORD"],
          userName: ["HW_USER_NAME", "OS_USERNAME"],
          userId: ["HW_USER_ID", "OS_USER_ID"],
          domainName: ["HW_DOMAIN_NAME", "OS_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"],
          domainId: ["HW_DOMAIN_ID", "OS_DOMAIN_ID", "OS_USER_DOMAIN_ID", "OS_PROJECT_DOMAIN_ID"],
        },
      }),
      "HW_AUTH_TOKEN, HW_ACCESS_KEY and HW_USER_PASSWORD are not set, nor are OpenStack's names for them",
    ),
  );
}

/** As Huawei's SDKs read them. */
export function fromSdkVariables(settings: Settings): SourceResult {
  const { env } = settings;
  const found = readSource(() =>
    foundOrAbsent(
      credentialsOf({
        place: PLACE,
        read: (name) => env[name],
        names: {
          accessKey: ["HUAWEICLOUD_SDK_AK"],
          secretKey: ["HUAWEICLOUD_SDK_SK"],
          securityToken: ["HUAWEICLOUD_SDK_SECURITY_TOKEN"],
        },
      }),
      "HUAWEICLOUD_SDK_AK is not set",
    ),
  );
  const identityProvider = fromEnvironment(settings, "HUAWEICLOUD_SDK_IDP_ID", "HUAWEICLOUD_SDK_ID_TOKEN_FILE");
  if (found.kind !== "absent" || identityProvider === undefined) return found;
  const problem = "HUAWEICLOUD_SDK_IDP_ID and HUAWEICLOUD_SDK_ID_TOKEN_FILE are not supported";
  const remedy = "set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or remove them";
  return { kind: "broken", error: new CredentialsError("BAD_CREDENTIALS", `${problem}: ${remedy}`) };
}
