/** Credentials of KooCLI (`hcloud`): a profile in `~/.hcloud/config.json`, which the Terraform provider reads as well. */
import { parseObject } from "../../http/response";
import { fromConfig, fromEnvironment, type Settings } from "../../settings";
import type { Credentials } from "./credentials";
import { credentialsOf } from "./parse-credentials";
import { badProfile, profileFile, readProfile } from "./profile-file";
import { foundOrAbsent, readSource, type SourceResult } from "./source-result";

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

interface Profile {
  readonly path: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The file's own `authEncrypt`. */
  readonly authEncrypt: unknown;
}

/**
 * The profile's credentials. A profile that only KooCLI itself can use is no mistake of its owner, as long as nobody named
 * it: it is unusable, not broken.
 */
export function fromKooCliProfile(settings: Settings): SourceResult {
  return readSource(() => {
    const named = namesKooCliProfile(settings);
    const profile = chooseProfile(settings);
    if (!profile) return { kind: "absent" };
    const { path, name } = profile;
    const remedy = onlyForKooCli(profile);
    if (remedy !== undefined) {
      const error = badProfile(path, `has a profile "${name}" that only KooCLI can use`, remedy);
      return { kind: named ? "broken" : "unusable", error };
    }
    const credentials = readKeys(profile);
    if (!credentials && named)
      throw badProfile(path, `has no keys in its profile "${name}"`, `run hcloud configure set --cli-profile=${name}`);
    return foundOrAbsent(credentials);
  });
}

/** The named profile, else the file's current one; undefined where there is no file, or a file without profiles that nobody named. */
function chooseProfile(settings: Settings): Profile | undefined {
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
  const fields = profiles.find((candidate) => candidate.name === name);
  if (fields) return { path, name, fields, authEncrypt: config.authEncrypt };
  const known = profiles.map((candidate) => String(candidate.name)).join(", ") || "none";
  throw badProfile(path, `has no profile "${name}"`, `choose one with HW_PROFILE (there are: ${known})`);
}

function readKeys({ path, name, fields }: Profile): Credentials | undefined {
  const region = textOf(fields.region);
  const projectId = textOf(fields.projectId);
  return credentialsOf({
    place: `the profile "${name}" in ${path}`,
    read: (key) => keysOf(fields)[key],
    names: { accessKey: ["accessKeyId"], secretKey: ["secretAccessKey"], securityToken: ["securityToken"] },
    beside: { ...(region && { region }), ...(projectId && { projectId }) },
  });
}

/** What makes the profile readable for others, if it is not. */
function onlyForKooCli({ fields, authEncrypt }: Profile): string | undefined {
  if (isEncrypted(authEncrypt, keysOf(fields).accessKeyId))
    return "its keys are encrypted; run hcloud configure set --cli-auth-encrypt=false";
  if (textOf(fields.agencyName))
    return "it works through an agency; sign in there and set HW_ACCESS_KEY, HW_SECRET_KEY and HW_SECURITY_TOKEN";
  if (fields.mode === "ecsAgency" && !textOf(fields.accessKeyId))
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
function keysOf(fields: Profile["fields"]): Profile["fields"] {
  const { ssoAuth } = fields;
  const sso = isObject(ssoAuth) ? ssoAuth.stsToken : undefined;
  return fields.mode === "SSO" && isObject(sso) ? sso : fields;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** KooCLI writes what is not set as an empty text. */
const textOf = (value: unknown): string | undefined => (typeof value === "string" && value.trim()) || undefined;
