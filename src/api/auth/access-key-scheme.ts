/** Signing in with an access key: each request is signed. Keys of the metadata service are renewed before they end. */
import type { Clock } from "../../clock";
import type { AuthScheme } from "./auth-scheme";
import { type KeyCredentials, secretsOf } from "./credentials/credentials";
import { createRefreshingCredential } from "./refreshing-credential";
import { sign } from "./signature";

/** Huawei's gateway refuses signatures whose date is further off. */
const MOST_SKEW_MS = 15 * 60_000;

export function accessKeyScheme(credentials: KeyCredentials, clock: Clock): AuthScheme {
  const { again, source } = credentials;
  const secrets = new Set(secretsOf(credentials));
  const renewable =
    again &&
    createRefreshingCredential(
      async () => {
        const keys = await again();
        for (const secret of secretsOf(keys)) secrets.add(secret);
        return keys;
      },
      clock,
      credentials,
    );

  return {
    async headers(request, projectId) {
      const keys = renewable ? await renewable.current() : credentials;
      return sign(request, keys, clock.date(), { projectId });
    },
    async renew({ Authorization = "" }) {
      if (!renewable) return false;
      const isRejected = ({ accessKey }: KeyCredentials) => Authorization.includes(`Access=${accessKey},`);
      // The refusal is the news, and not that the metadata service is silent.
      return renewable.refused(isRejected).catch(() => false);
    },
    secrets: () => [...secrets],
    hintFor401({ date = "" }) {
      const skewMs = clock.date().getTime() - Date.parse(date);
      if (Math.abs(skewMs) > MOST_SKEW_MS) {
        const minutes = Math.round(Math.abs(skewMs) / 60_000);
        const direction = skewMs > 0 ? "ahead of" : "behind";
        return `this machine's clock is ${minutes} minutes ${direction} the server's, and Huawei refuses signatures that are more than 15 minutes off; set the clock right`;
      }
      const temporary = credentials.securityToken !== undefined && !renewable;
      const ended = temporary ? ", whether these temporary keys have ended" : "";
      return `check access key and secret key from ${source}${ended}, and the key's region; more than five refusals in a row lock a key for five minutes`;
    },
  };
}
