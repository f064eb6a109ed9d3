/** The profile file of Huawei's SDKs, `~/.huaweicloud/credentials`: an INI file with a section `[basic]`. */
import { parse } from "ini";
import { fromEnvironment, type Settings } from "../settings";
import { badProfile, type ProfileFile, profileFile, readProfile } from "./profile-file";

export interface SdkProfile extends ProfileFile {
  readonly fields: Readonly<Record<string, unknown>>;
  /** File and section, in a reader's words. */
  readonly source: string;
}

const VARIABLE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/** Whether somebody named the file, so that it goes before what merely lies at its usual place. */
export const namesSdkProfile = (settings: Settings): boolean => fromEnvironment(settings, VARIABLE) !== undefined;

/** Undefined where there is no file, or an empty one that nobody named. Throws a `CredentialsError` about any other. */
export function readSdkProfile(settings: Settings): SdkProfile | undefined {
  const file = profileFile(settings, fromEnvironment(settings, VARIABLE), ".huaweicloud", "credentials");
  const text = readProfile(file);
  if (text === undefined || (text.trim() === "" && !file.named)) return undefined;

  // The SDKs read [basic] for services of a region, such as CloudDC, and [global] for the others; the keys are the same.
  const sections = parse(text);
  const section = sections.basic === undefined ? "global" : "basic";
  const fields = sections[section];
  if (typeof fields === "object" && fields !== null)
    return { ...file, fields, source: `section [${section}] of ${file.path}` };
  throw badProfile(file.path, "has no section [basic]", "write one with ak and sk, or remove the file");
}
