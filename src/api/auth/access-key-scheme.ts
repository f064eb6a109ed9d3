/** Signing in with an access key: each request is signed. Temporary keys are renewed before they end, and when they are refused. */
import type { Clock } from "../../clock";
import type { AuthScheme } from "./auth-scheme";
import { type KeyCredentials, secretsOf } from "./credentials/credentials";
import { createRecentSecrets } from "./recent-secrets";
import { createRefreshingCredential, fixedCredential, type RefreshingCredential } from "./refreshing-credential";
import { sign } from "./signature";

/** Huawei's gateway refuses signatures whose date is further off. */
export const MOST_SKEW_MS = 15 * 60_000;

/** Keys that somebody set, or that the metadata service hands out. */
export function accessKeyScheme(credentials: KeyCredentials, clock: Clock): AuthScheme {
  const { again, source, securityToken } = credentials;
  if (!again) {
    const ended = securityToken === undefined ? "" : ", whether these temporary keys have expired";
    return keyScheme(fixedCredential(credentials), { source, ended, secrets: secretsOf(credentials) }, clock);
  }
  const keys = createRefreshingCredential(again, clock, credentials);
  // The refusal is the news, and not that the metadata service is silent.
  const refused: typeof keys.refused = (isIt) => keys.refused(isIt).catch(() => false);
  return keyScheme({ ...keys, refused }, { source, secrets: secretsOf(credentials) }, clock);
}

/** Keys that are fetched when they are first needed. */
export const temporaryKeyScheme = (fetch: () => Promise<KeyCredentials>, source: string, clock: Clock): AuthScheme =>
  keyScheme(createRefreshingCredential(fetch, clock), { source }, clock);

interface Origin {
  readonly source: string;
  /** One more thing to check after a 401. */
  readonly ended?: string;
  readonly secrets?: readonly string[];
}

function keyScheme(keys: RefreshingCredential<KeyCredentials>, origin: Origin, clock: Clock): AuthScheme {
  const secrets = createRecentSecrets(origin.secrets);
  const signedBy =
    ({ Authorization = "" }: Readonly<Record<string, string>>) =>
    ({ accessKey }: KeyCredentials) =>
      Authorization.includes(`Access=${accessKey},`);

  return {
    async headers(request, projectId) {
      const current = await keys.current();
      secrets.add(...secretsOf(current));
      return sign(request, current, clock.date(), { projectId });
    },
    accepted: (headers) => keys.accepted(signedBy(headers)),
    renew: (rejected) => keys.refused(signedBy(rejected)),
    secrets: secrets.all,
    hintFor401({ date = "" }) {
      const skewMs = clock.date().getTime() - Date.parse(date);
      if (Math.abs(skewMs) > MOST_SKEW_MS) {
        const minutes = Math.round(Math.abs(skewMs) / 60_000);
        const direction = skewMs > 0 ? "ahead of" : "behind";
        return `this machine's clock is ${minutes} minutes ${direction} the server's, and Huawei refuses signatures that are more than 15 minutes off; correct the clock`;
      }
      return `check the access key and the secret key from ${origin.source}${origin.ended ?? ""}, and the key's region; more than five refusals in a row lock a key for five minutes`;
    },
  };
}
