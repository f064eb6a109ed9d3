/** Temporary keys as the metadata service and IAM answer them: `{"credential":{"access","secret","securitytoken","expires_at"}}`. */
import { isObject, isSendable, parseObject } from "../../http/answer";
import type { KeyCredentials } from "./credentials";

/** Undefined where the body holds none that are whole. */
export function readTemporaryKeys(body: string): Omit<KeyCredentials, "source" | "again"> | undefined {
  const credential = parseObject(body)?.credential;
  const { access, secret, securitytoken, expires_at } = isObject(credential) ? credential : {};
  if (!isSendable(access) || !isSendable(secret) || !isSendable(securitytoken)) return undefined;
  const expiresAt = isSendable(expires_at) ? Date.parse(expires_at) : Number.NaN;
  return {
    kind: "keys",
    accessKey: access,
    secretKey: secret,
    securityToken: securitytoken,
    ...(Number.isFinite(expiresAt) && { expiresAt }),
  };
}
