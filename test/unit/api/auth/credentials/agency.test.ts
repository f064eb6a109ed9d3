import { describe, expect, it } from "@jest/globals";
import { findAgency } from "../../../../../src/api/auth/credentials/agency";
import { CANARY, errorOf, settingsOf } from "../../../../support/credentials-fakes";

const find = (env: Record<string, string>, assumeRole?: unknown, key = "assumeRole") => {
  const text = typeof assumeRole === "string" ? assumeRole : JSON.stringify(assumeRole);
  return findAgency(settingsOf({ env, ...(text !== undefined && { config: { [`huaweicloud:${key}`]: text } }) }));
};
const ENV = { HW_ASSUME_ROLE_AGENCY_NAME: "admin", HW_ASSUME_ROLE_DOMAIN_NAME: "acme" };
const DAY_S = 86_400;

describe("an agency", () => {
  it("is none where nobody names one", () => {
    expect(find({})).toBeUndefined();
    expect(find({ HW_ASSUME_ROLE_AGENCY_NAME: " " })).toBeUndefined();
  });

  it.each([
    [ENV, { domain: { name: "acme" }, durationS: DAY_S }],
    [
      { ...ENV, HW_ASSUME_ROLE_DURATION: "900" },
      { domain: { name: "acme" }, durationS: 900 },
    ],
    [
      { ...ENV, HW_ASSUME_ROLE_DOMAIN_ID: "d-1" },
      { domain: { id: "d-1" }, durationS: DAY_S },
    ],
    [
      { HW_ASSUME_ROLE_AGENCY_NAME: "admin", HW_ASSUME_ROLE_DOMAIN_ID: "d-1" },
      { domain: { id: "d-1" }, durationS: DAY_S },
    ],
  ])("is named by the variables of the Terraform provider: %j", (env, expected) => {
    expect(find(env)).toEqual({ name: "admin", source: "HW_ASSUME_ROLE_AGENCY_NAME", ...expected });
  });

  it.each([
    [{ agencyName: "admin", domainName: "acme" }, "assumeRole"],
    [{ agency_name: "admin", domain_name: "acme" }, "assume_role"],
    [[{ agencyName: "admin", domainName: "acme", domainId: "" }], "assumeRole"],
  ])("is named by the stack: %j", (value, key) => {
    expect(find({}, value, key)).toEqual({
      name: "admin",
      domain: { name: "acme" },
      durationS: DAY_S,
      source: "huaweicloud:assumeRole",
    });
  });

  it("is named by the stack in the plural, too, as a list of one", () => {
    const agency = { agencyName: "admin", domainName: "acme" };
    for (const key of ["assumeRoles", "assume_roles"])
      expect(find({}, [agency], key)).toMatchObject({ name: "admin", source: "huaweicloud:assumeRoles" });
  });

  it("is not meant by a variable that is empty", () => {
    expect(find({ ...ENV, HW_ASSUME_ROLE_ID_TOKEN: "" })).toMatchObject({ name: "admin" });
  });

  it("of the stack has a duration too", () => {
    expect(find({}, { agencyName: "admin", domainId: "d-1", duration: 3_600 })).toMatchObject({ durationS: 3_600 });
  });

  it("of the environment goes before the stack's", () => {
    expect(find(ENV, { agencyName: "other", domainName: "acme" })).toMatchObject({ name: "admin" });
  });
});

describe("an agency that cannot be used", () => {
  it.each([
    [
      { HW_ASSUME_ROLE_AGENCY_NAME: "admin" },
      'HW_ASSUME_ROLE_AGENCY_NAME names the agency "admin" without its account',
    ],
    [{ HW_ASSUME_ROLE_DOMAIN_NAME: "acme" }, "HW_ASSUME_ROLE_AGENCY_NAME names no agency"],
    [{ HW_ASSUME_ROLE_DURATION: "900" }, "HW_ASSUME_ROLE_AGENCY_NAME names no agency"],
    [{ ...ENV, HW_ASSUME_ROLE_DURATION: "1h" }, 'for "1h" seconds: write a whole number from 900 to 86400'],
    [{ ...ENV, HW_ASSUME_ROLE_DURATION: "899" }, "a whole number from 900"],
    [{ ...ENV, HW_ASSUME_ROLE_DURATION: "86401" }, "to 86400"],
    [{ ...ENV, HW_ASSUME_ROLE_DURATION: "1000.5" }, "a whole number"],
  ])("is refused in a sentence: %j", async (env, sentence) => {
    const error = await errorOf(() => find(env));
    expect(error).toMatchObject({ code: "BAD_CREDENTIALS" });
    expect(error.message).toContain(sentence);
  });

  it.each([
    ["nonsense", "huaweicloud:assumeRole is not a JSON object"],
    ["[]", "is not a JSON object"],
    ["7", "is not a JSON object"],
    [
      [
        { agencyName: "a", domainName: "d" },
        { agencyName: "b", domainName: "d" },
      ],
      "a chain of agencies, which is not supported",
    ],
    [{ agencyName: "admin" }, 'names the agency "admin" without its account'],
    [{ agencyName: "admin", domainName: "acme", policy: "p" }, 'holds "policy", which is not supported'],
    [{ agency: "admin", domainName: "acme" }, 'holds "agency", which is not supported'],
  ])("is refused in the stack: %j", async (value, sentence) => {
    expect((await errorOf(() => find({}, value))).message).toContain(sentence);
  });

  it.each([
    "HW_ASSUME_ROLE_IDP_ID",
    "HW_ASSUME_ROLE_ID_TOKEN",
    "HW_ASSUME_ROLE_ID_TOKEN_FILE",
    "HW_ASSUME_ROLE_POLICY",
    "HW_ASSUME_ROLE_AGENCY_NAMES",
    "OS_AGENCY_NAME",
  ])("by %s is not supported, and says so without the value", async (name) => {
    const error = await errorOf(() => find({ [name]: CANARY.token }));
    expect(error.message).toMatch(new RegExp(`^${name} is set, and this way to sign in is not supported: `));
  });

  it.each([
    "assumeRoleWithOidc",
    "agencyName",
    "agency_name",
  ])("by the stack's %s is not supported either", async (key) => {
    const error = await errorOf(() => find({}, CANARY.token, key));
    expect(error.message).toMatch(/^huaweicloud:(assumeRoleWithOidc|agencyName) is set/);
  });
});
