/** Temporary keys as the metadata service and IAM answer them: `{"credential":{"access","secret","securitytoken","expires_at"}}`. */
import { parseObject } from "../../http/response";
import type { KeyCredentials } from "./credentials";

/** Undefined where the body holds none that are whole. */
export function readTemporaryKeys(body: string): Omit<KeyCredentials, "source" | "again"> | undefined {
  const credential = (parseObject(body)?.credential ?? {}) as Record<string, unknown>;
  const { access, secret, securitytoken, expires_at } = credential;
  if (!isText(access) || !isText(secret) || !isText(securitytoken)) return undefined;
  const expiresAt = isText(expires_at) ? Date.parse(expires_at) : Number.NaN;
  return {
    kind: "keys",
    accessKey: access,
    secretKey: secret,
    securityToken: securitytoken,
    ...(Number.isFinite(expiresAt) && { expiresAt }),
  };
}

/** Keys travel in headers. */
const isText = (value: unknown): value is string => typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
