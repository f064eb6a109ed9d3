/** Credentials of the environment: the variables of the Terraform provider, with the aliases it reads, and of Huawei's SDKs. */
import type { Settings } from "../../settings";
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
    ),
  );
}

/** As Huawei's SDKs read them. */
export function fromSdkVariables({ env }: Settings): SourceResult {
  return readSource(() =>
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
    ),
  );
}
