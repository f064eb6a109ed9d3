/** Credentials in a profile of KooCLI. */
import {
  isObject,
  type KooCliProfile,
  namesKooCliProfile,
  readKooCliProfile,
  textOf,
} from "../../profiles/koocli-profile";
import { badProfile } from "../../profiles/profile-file";
import type { Settings } from "../../settings";
import { type Agency, agencyOf } from "./agency";
import type { Credentials } from "./credentials";
import { credentialsOf } from "./parse-credentials";
import { foundOrAbsent, readSource, type SourceResult } from "./source-result";

/**
 * The profile's credentials. A profile that only KooCLI itself can use is no mistake of its owner, as long as nobody named
 * it: it is unusable, not broken.
 */
export function fromKooCliProfile(settings: Settings): SourceResult {
  return readSource(() => {
    const named = namesKooCliProfile(settings);
    const profile = readKooCliProfile(settings);
    if (!profile) return { kind: "absent", why: "the file does not exist or has no profile" };
    const { path, name } = profile;
    const remedy = onlyForKooCli(profile);
    if (remedy !== undefined) {
      const error = badProfile(path, `has a profile "${name}" that only KooCLI can use`, remedy);
      return { kind: named ? "broken" : "unusable", error };
    }
    const credentials = readKeys(profile);
    if (!credentials && named)
      throw badProfile(path, `has no keys in its profile "${name}"`, `run hcloud configure set --cli-profile=${name}`);
    return foundOrAbsent(credentials, `${profile.source} has no keys`);
  });
}

function readKeys(profile: KooCliProfile): Credentials | undefined {
  const { source, fields } = profile;
  const region = textOf(fields.region);
  const projectId = textOf(fields.projectId);
  const agency = readAgency(profile);
  return credentialsOf({
    place: source,
    read: (key) => keysOf(fields)[key],
    names: { accessKey: ["accessKeyId"], secretKey: ["secretAccessKey"], securityToken: ["securityToken"] },
    beside: { ...(region && { region }), ...(projectId && { projectId }), ...(agency && { agency }) },
  });
}

function readAgency({ source, fields }: KooCliProfile): Agency | undefined {
  const agency = textOf(fields.agencyName);
  if (agency === undefined) return undefined;
  const domainName = textOf(fields.agencyDomainName);
  const domainId = textOf(fields.agencyDomainId);
  return agencyOf({ name: agency, domainName, domainId }, source);
}

/** What makes the profile readable for others, if it is not. */
function onlyForKooCli({ fields, authEncrypt }: KooCliProfile): string | undefined {
  if (isEncrypted(authEncrypt, keysOf(fields).accessKeyId))
    return "its keys are encrypted; run hcloud configure set --cli-auth-encrypt=false";
  if (fields.mode === "ecsAgency" && !textOf(fields.accessKeyId))
    return "it uses the server's agency; name no profile, because the metadata service is asked in any case";
  return undefined;
}

/**
 * KooCLI 5.2.7 and later say in `authEncrypt` whether the keys in the file are encrypted, which is the default. Older ones
 * always encrypt and say nothing, and files that people write by hand say nothing either: there a key tells by its form,
 * since Huawei's access keys are 20 letters and digits, and no cipher's output is that short.
 */
function isEncrypted(authEncrypt: unknown, accessKey: unknown): boolean {
  const saysSo = authEncrypt === true || textOf(authEncrypt)?.toLowerCase() === "true";
  if (authEncrypt !== undefined) return saysSo && textOf(accessKey) !== undefined;
  return typeof accessKey === "string" && accessKey.trim() !== "" && !/^[\w-]{1,40}$/.test(accessKey.trim());
}

/** A profile of the mode SSO holds its temporary keys a level down. */
function keysOf(fields: KooCliProfile["fields"]): KooCliProfile["fields"] {
  const { ssoAuth } = fields;
  const sso = isObject(ssoAuth) ? ssoAuth.stsToken : undefined;
  return fields.mode === "SSO" && isObject(sso) ? sso : fields;
}
