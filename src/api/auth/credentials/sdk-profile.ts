/** Credentials in the profile file of Huawei's SDKs, `~/.huaweicloud/credentials`: an INI file with a section `[basic]`. */
import { parse } from "ini";
import { fromEnvironment, type Settings } from "../../settings";
import type { Credentials } from "./credentials";
import { credentialsOf } from "./parse-credentials";
import { badProfile, profileFile, readProfile } from "./profile-file";
import { foundOrAbsent, readSource, type SourceResult } from "./source-result";

const VARIABLE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/** Whether somebody named the file, so that it goes before what merely lies at its usual place. */
export const namesSdkProfile = (settings: Settings): boolean => fromEnvironment(settings, VARIABLE) !== undefined;

export const fromSdkProfile = (settings: Settings): SourceResult =>
  readSource(() => foundOrAbsent(readSdkProfile(settings)));

function readSdkProfile(settings: Settings): Credentials | undefined {
  const file = profileFile(settings, fromEnvironment(settings, VARIABLE), ".huaweicloud", "credentials");
  const text = readProfile(file);
  if (text === undefined || (text.trim() === "" && !file.named)) return undefined;

  // The SDKs read [basic] for services of a region, such as CloudDC, and [global] for the others; the keys are the same.
  const sections = parse(text);
  const section = sections.basic ?? sections.global;
  if (typeof section !== "object" || section === null)
    throw badProfile(file.path, "has no section [basic]", "write one with ak and sk, or remove the file");

  const projectId = section.project_id as unknown;
  const credentials = credentialsOf({
    place: `the profile file ${file.path}`,
    read: (name) => section[name],
    names: { accessKey: ["ak"], secretKey: ["sk"], securityToken: ["security_token"] },
    ...(typeof projectId === "string" && projectId.trim() !== "" && { beside: { projectId: projectId.trim() } }),
  });
  if (!credentials && file.named)
    throw badProfile(
      file.path,
      "has no ak and sk in its section [basic]",
      "write both; sign-in by idp_id is not known here",
    );
  return credentials;
}
