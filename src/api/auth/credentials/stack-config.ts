/** Credentials in the stack's configuration: the `huaweicloud:` values of the bridged Huawei provider. */
import { CredentialsError } from "../../../errors";
import { fromConfig, type Settings, sealedKey } from "../../settings";
import { credentialsOf, type Values } from "./parse-credentials";
import { foundOrAbsent, readSource, type SourceResult } from "./source-result";

const NAMESPACE = "huaweicloud:";
const withoutNamespace = (name: string) => name.slice(NAMESPACE.length);

const NAMES: Values["names"] = {
  token: ["huaweicloud:token"],
  accessKey: ["huaweicloud:accessKey"],
  secretKey: ["huaweicloud:secretKey"],
  securityToken: ["huaweicloud:securityToken"],
  password: ["huaweicloud:password"],
  userName: ["huaweicloud:userName"],
  userId: ["huaweicloud:userId"],
  domainName: ["huaweicloud:domainName"],
  domainId: ["huaweicloud:domainId"],
};

export function fromStackConfig(settings: Settings): SourceResult {
  const sealed = Object.values(NAMES)
    .flat()
    .flatMap((name) => sealedKey(settings, withoutNamespace(name)) ?? []);
  if (sealed.length > 0) {
    const problem = `the stack's configuration holds ${sealed.join(" and ")} as a secret, which only Pulumi can read`;
    return {
      kind: "sealed",
      error: new CredentialsError("NO_CREDENTIALS", `${problem}: set ${INSTEAD} to try them here`),
    };
  }
  return readSource(() =>
    foundOrAbsent(
      credentialsOf({
        place: "the stack's configuration",
        read: (name) => fromConfig(settings, withoutNamespace(name)),
        names: NAMES,
      }),
      "huaweicloud:token, huaweicloud:accessKey and huaweicloud:password are not set",
    ),
  );
}

const INSTEAD = "HW_ACCESS_KEY and HW_SECRET_KEY, or HW_AUTH_TOKEN,";
