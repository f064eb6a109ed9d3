/** The environment variables by which a stack finds the simulator and signs in to it. */

import type { Settings } from "./options";

/**
 * Environment variables, by name.
 *
 * @example
 * ```ts
 * const environment: simulator.Environment = cloud.env;
 * Object.assign(process.env, environment);
 * ```
 */
export type Environment = Readonly<Record<string, string>>;

/** Signs in with the first token, else with the first access key; with none of both, as whoever uses it is signed in. */
function signIn({ tokens: [token], accessKeys: [key] }: Settings): Environment {
  if (token !== undefined) return { HW_AUTH_TOKEN: token };
  if (key === undefined) return {};
  const { accessKey, secretKey, securityToken } = key;
  return {
    HW_ACCESS_KEY: accessKey,
    HW_SECRET_KEY: secretKey,
    ...(securityToken === undefined ? {} : { HW_SECURITY_TOKEN: securityToken }),
  };
}

export function environmentFor(endpoint: string, settings: Settings): Environment {
  return {
    HW_REGION_NAME: settings.region,
    HW_PROJECT_ID: settings.projectId,
    ...signIn(settings),
    CLOUDDC_ENDPOINT: endpoint,
    HW_AUTH_URL: `${endpoint}/v3`,
  };
}
