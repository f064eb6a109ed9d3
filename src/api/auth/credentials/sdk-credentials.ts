/** Credentials in the profile file of Huawei's SDKs. */
import { textOf } from "../../profiles/koocli-profile";
import { badProfile } from "../../profiles/profile-file";
import { readSdkProfile } from "../../profiles/sdk-profile";
import type { Settings } from "../../settings";
import { credentialsOf } from "./parse-credentials";
import { foundOrAbsent, readSource, type SourceResult } from "./source-result";

export const fromSdkProfile = (settings: Settings): SourceResult =>
  readSource(() => {
    const profile = readSdkProfile(settings);
    if (!profile) return { kind: "absent", why: "the file does not exist or is empty" };
    const { path, named, fields, source } = profile;
    const region = textOf(fields.region);
    const projectId = textOf(fields.project_id);
    const credentials = credentialsOf({
      place: `the profile file ${path}`,
      read: (name) => fields[name],
      names: { accessKey: ["ak"], secretKey: ["sk"], securityToken: ["security_token"] },
      beside: { ...(region && { region }), ...(projectId && { projectId }) },
    });
    if (!credentials && named)
      throw badProfile(
        path,
        "has no ak and sk in its section [basic]",
        "write both; signing in with idp_id is not supported",
      );
    return foundOrAbsent(credentials, `${source} has neither ak nor sk`);
  });
