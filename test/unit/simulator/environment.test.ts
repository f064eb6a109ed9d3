import { expect, it } from "@jest/globals";
import { environmentFor } from "../../../src/simulator/environment";
import { resolveOptions } from "../../../src/simulator/options";

const ENDPOINT = "http://127.0.0.1:4711";
const PLACE = {
  HW_REGION_NAME: "ap-southeast-3",
  HW_PROJECT_ID: "0123456789abcdef0123456789abcdef",
  CLOUDDC_ENDPOINT: ENDPOINT,
  HW_AUTH_URL: `${ENDPOINT}/v3`,
};

it("a stack finds the simulator and signs in with a token", () => {
  expect(environmentFor(ENDPOINT, resolveOptions({}))).toEqual({ ...PLACE, HW_AUTH_TOKEN: "simulator-token" });
});

it("a stack signs in with a key where there is no token, and as it likes where there is neither", () => {
  const accessKeys = [{ accessKey: "A", secretKey: "s", securityToken: "t" }];
  const keys = { HW_ACCESS_KEY: "A", HW_SECRET_KEY: "s", HW_SECURITY_TOKEN: "t" };
  expect(environmentFor(ENDPOINT, resolveOptions({ tokens: [], accessKeys }))).toEqual({ ...PLACE, ...keys });
  expect(environmentFor(ENDPOINT, resolveOptions({ tokens: [], accessKeys: [] }))).toEqual(PLACE);
});
