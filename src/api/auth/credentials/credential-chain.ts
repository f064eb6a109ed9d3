/** The credential chain: the first source that has complete credentials wins. */
import type { Clock } from "../../../clock";
import { type CloudDcError, CredentialsError } from "../../../errors";
import type { Send } from "../../http/transport";
import { namesKooCliProfile } from "../../profiles/koocli-profile";
import { namesSdkProfile } from "../../profiles/sdk-profile";
import type { Settings } from "../../settings";
import type { Credentials } from "./credentials";
import { fromHuaweiVariables, fromSdkVariables } from "./environment";
import { fromKooCliProfile } from "./koocli-credentials";
import { fromMetadata } from "./metadata";
import { fromSdkProfile } from "./sdk-credentials";
import type { SourceResult } from "./source-result";
import { fromStackConfig } from "./stack-config";

export interface FindIo {
  readonly send: Send;
  readonly clock: Clock;
  /** Told which source won; never a secret. */
  readonly debug?: (line: string) => void;
  /** Told of each source that was asked, in turn. */
  readonly onAsked?: (asked: Asked) => void;
}

/** A source in a reader's words, and what it had. */
export interface Asked {
  readonly source: string;
  readonly result: SourceResult;
}

/**
 * `HW_*`, then `HUAWEICLOUD_SDK_*`, then the stack's `huaweicloud:` values, then profile files (one that somebody named
 * before those at their usual places), then the server's metadata service. Rejects with a {@link CredentialsError}, or with
 * the error of a source that somebody meant and that cannot be used.
 */
export async function findCredentials(settings: Settings, io: FindIo): Promise<Credentials> {
  let unusable: CloudDcError | undefined;
  for (const { source, ask } of sourcesOf(settings, io)) {
    const result = await ask();
    io.onAsked?.({ source, result });
    if (result.kind === "broken" || result.kind === "sealed") throw result.error;
    if (result.kind === "unusable") unusable ??= result.error;
    if (result.kind === "found") {
      const { credentials } = result;
      io.debug?.(`credentials: ${WHAT[credentials.kind]} from ${credentials.source}`);
      return credentials;
    }
  }
  throw unusable ?? new CredentialsError("NO_CREDENTIALS", NOTHING_FOUND);
}

interface Source {
  readonly source: string;
  readonly ask: () => SourceResult | Promise<SourceResult>;
}

function sourcesOf(settings: Settings, io: FindIo): readonly Source[] {
  const sdkProfile: Source = { source: "the SDKs' profile", ask: () => fromSdkProfile(settings) };
  const kooCliProfile: Source = { source: "KooCLI's profile", ask: () => fromKooCliProfile(settings) };
  const kooCliFirst = namesKooCliProfile(settings) && !namesSdkProfile(settings);
  return [
    { source: "the environment (HW_*)", ask: () => fromHuaweiVariables(settings) },
    { source: "the environment (HUAWEICLOUD_SDK_*)", ask: () => fromSdkVariables(settings) },
    { source: "the stack's configuration", ask: () => fromStackConfig(settings) },
    ...(kooCliFirst ? [kooCliProfile, sdkProfile] : [sdkProfile, kooCliProfile]),
    { source: "the server's metadata service", ask: () => fromMetadata(settings, io) },
  ];
}

export const WHAT = { token: "a token", keys: "an access key", password: "a user's password" } as const;

const NOTHING_FOUND =
  "no credentials were found: set HW_ACCESS_KEY and HW_SECRET_KEY (or HW_AUTH_TOKEN, or HW_USER_NAME, HW_USER_PASSWORD and " +
  "HW_DOMAIN_NAME) in the environment, or the same as secrets of the stack (pulumi config set --secret " +
  "huaweicloud:accessKey, huaweicloud:secretKey), or write ~/.huaweicloud/credentials or a KooCLI profile, or assign an " +
  "agency to the server";
