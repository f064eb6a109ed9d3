/** Credentials in the stack's configuration: the `huaweicloud:` values of the bridged Huawei provider. */
import { fromConfig, type Settings } from "../../settings";
import type { Credentials } from "./credentials";
import { credentialsOf } from "./parse-credentials";

const NAMESPACE = "huaweicloud:";

export function fromStackConfig(settings: Settings): Credentials | undefined {
  return credentialsOf({
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
  });
}
