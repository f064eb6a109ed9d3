/** Credentials in the stack's configuration: the `huaweicloud:` values of the bridged Huawei provider. */
import { fromConfig, type Settings } from "../../settings";
import { credentialsOf } from "./parse-credentials";
import { foundOrAbsent, readSource, type SourceResult } from "./source-result";

const NAMESPACE = "huaweicloud:";

export function fromStackConfig(settings: Settings): SourceResult {
  return readSource(() =>
    foundOrAbsent(
      credentialsOf({
        place: "the stack's configuration",
        read: (name) => fromConfig(settings, name.slice(NAMESPACE.length)),
        names: {
          token: ["huaweicloud:token"],
          accessKey: ["huaweicloud:accessKey"],
          secretKey: ["huaweicloud:secretKey"],
          securityToken: ["huaweicloud:securityToken"],
          password: ["huaweicloud:password"],
          userName: ["huaweicloud:userName"],
          userId: ["huaweicloud:userId"],
          domainName: ["huaweicloud:domainName"],
          domainId: ["huaweicloud:domainId"],
        },
      }),
    ),
  );
}
