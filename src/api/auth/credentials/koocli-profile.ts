/** Credentials of KooCLI (`hcloud`): a profile in `~/.hcloud/config.json`, which the Terraform provider reads as well. */
import type { CredentialsError } from "../../../errors";
import { parseObject } from "../../http/response";
import { fromConfig, fromEnvironment, type Settings } from "../../settings";
import type { Credentials } from "./credentials";
import { credentialsOf } from "./parse-credentials";
import { badProfile, profileFile, readProfile } from "./profile-file";

interface Choice {
  readonly file?: string | undefined;
  readonly profile?: string | undefined;
}

/** What the user said about file and profile. */
const choiceOf = (settings: Settings): Choice => ({
  file: fromEnvironment(settings, "HW_SHARED_CONFIG_FILE") ?? fromConfig(settings, "sharedConfigFile"),
  profile: fromEnvironment(settings, "HW_PROFILE") ?? fromConfig(settings, "profile"),
});

/** Whether somebody named file or profile, so that they go before what merely lies at its usual place. */
export function namesKooCliProfile(settings: Settings): boolean {
  const { file, profile } = choiceOf(settings);
  return file !== undefined || profile !== undefined;
}

/**
 * The profile's credentials. A profile that only KooCLI itself can use is no mistake of its owner as long as nobody named
 * it: it comes back as the error to show where nothing else signs in.
 */
export function fromKooCliProfile(settings: Settings): Credentials | CredentialsError | undefined {
  const choice = choiceOf(settings);
  const named = namesKooCliProfile(settings);
  const { path } = profileFile(settings, choice.file, ".hcloud", "config.json");
  const text = readProfile({ path, named });
  if (text === undefined) return undefined;

  const config = parseObject(text);
  if (!config) throw badProfile(path, "is no JSON object", "run hcloud configure init to write it anew, or remove it");
  const profiles = (Array.isArray(config.profiles) ? config.profiles : []).filter(isObject);
  if (profiles.length === 0 && !named) return undefined;

  const name = choice.profile ?? textOf(config.current) ?? "default";
  const profile = profiles.find((candidate) => candidate.name === name);
  if (!profile) {
    const known = profiles.map((candidate) => String(candidate.name)).join(", ") || "none";
    throw badProfile(path, `has no profile "${name}"`, `choose one with HW_PROFILE (there are: ${known})`);
  }

  const remedy = onlyForKooCli(config, profile);
  if (remedy !== undefined) {
    const error = badProfile(path, `has a profile "${name}" that only KooCLI can use`, remedy);
    if (named) throw error;
    return error;
  }
  const region = textOf(profile.region);
  const projectId = textOf(profile.projectId);
  const credentials = credentialsOf({
    place: `the profile "${name}" in ${path}`,
    read: (key) => keysOf(profile)[key],
    names: { accessKey: ["accessKeyId"], secretKey: ["secretAccessKey"], securityToken: ["securityToken"] },
    beside: { ...(region && { region }), ...(projectId && { projectId }) },
  });
  if (!credentials && named)
    throw badProfile(path, `has no keys in its profile "${name}"`, `run hcloud configure set --cli-profile=${name}`);
  return credentials;
}

/** What makes the profile readable for others, if it is not. */
function onlyForKooCli(config: Record<string, unknown>, profile: Record<string, unknown>): string | undefined {
  if (isEncrypted(config.authEncrypt, keysOf(profile).accessKeyId))
    return "its keys are encrypted; run hcloud configure set --cli-auth-encrypt=false";
  if (textOf(profile.agencyName))
    return "it works through an agency; sign in there and set HW_ACCESS_KEY, HW_SECRET_KEY and HW_SECURITY_TOKEN";
  if (profile.mode === "ecsAgency" && !textOf(profile.accessKeyId))
    return "it takes the server's agency; name no profile, for the server's metadata service is asked anyway";
  return undefined;
}

/**
 * KooCLI 5.2.7 and later say in `authEncrypt` whether the keys in the file are encrypted, which is the default. Older ones
 * always encrypt and say nothing, and files that people write by hand say nothing either: there a key tells by its form,
 * since Huawei's access keys are 20 letters and digits, and no cipher's output is that short.
 */
function isEncrypted(authEncrypt: unknown, accessKey: unknown): boolean {
  if (authEncrypt !== undefined) return String(authEncrypt).toLowerCase() === "true" && textOf(accessKey) !== undefined;
  return typeof accessKey === "string" && accessKey.trim() !== "" && !/^[\w-]{1,40}$/.test(accessKey.trim());
}

/** A profile of the mode SSO holds its temporary keys a level down. */
function keysOf(profile: Record<string, unknown>): Record<string, unknown> {
  const { ssoAuth } = profile;
  const sso = isObject(ssoAuth) ? ssoAuth.stsToken : undefined;
  return profile.mode === "SSO" && isObject(sso) ? sso : profile;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** KooCLI writes what is not set as an empty text. */
const textOf = (value: unknown): string | undefined => (typeof value === "string" && value.trim()) || undefined;
