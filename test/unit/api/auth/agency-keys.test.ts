import { describe, expect, it } from "@jest/globals";
import { fetchAgencyKeys } from "../../../../src/api/auth/agency-keys";
import type { AuthenticatedSend } from "../../../../src/api/auth/authenticated-send";
import type { Agency } from "../../../../src/api/auth/credentials/agency";
import type { Target } from "../../../../src/api/target";
import { CANARY, errorOf, type Scripted, scriptedSend } from "../../../support/credentials-fakes";

const { secretKey, securityToken, newSecretKey } = CANARY;
const TARGET: Target = { endpoint: "https://clouddc.example", iamEndpoint: "https://iam.example", insecure: false };
const AGENCY: Agency = {
  name: "admin",
  domain: { name: "acme" },
  durationS: 3_600,
  source: "HW_ASSUME_ROLE_AGENCY_NAME",
};
const KEYS: Scripted = {
  status: 201,
  body: {
    credential: {
      access: "TEMPORARY",
      secret: newSecretKey,
      securitytoken: securityToken,
      expires_at: "2026-01-02T04:04:05.000000Z",
    },
  },
};

function ask(reply: Scripted, { agency = AGENCY, domainId }: { agency?: Agency; domainId?: string } = {}) {
  const { send, sent } = scriptedSend(reply);
  const caller: AuthenticatedSend = async (request, { refusal }) => {
    const response = await send(request);
    if (response.status === 401) throw refusal(response, "check the key");
    return response;
  };
  const by = { send: caller, secrets: () => [secretKey], source: "the environment (HW_ACCESS_KEY)", domainId };
  return { keys: fetchAgencyKeys(TARGET, agency, by), sent };
}

describe("an agency's keys", () => {
  it("are asked for by agency, account and duration", async () => {
    const { keys, sent } = ask(KEYS);
    expect(await keys).toEqual({
      kind: "keys",
      accessKey: "TEMPORARY",
      secretKey: newSecretKey,
      securityToken,
      expiresAt: Date.UTC(2026, 0, 2, 4, 4, 5),
      source: 'the agency "admin" of acme, requested with the environment (HW_ACCESS_KEY)',
    });
    expect(sent).toMatchObject([
      {
        method: "POST",
        url: new URL("https://iam.example/v3.0/OS-CREDENTIAL/securitytokens"),
        headers: { "Content-Type": "application/json;charset=utf8" },
      },
    ]);
    expect(JSON.parse(sent[0]?.body ?? "")).toEqual({
      auth: {
        identity: {
          methods: ["assume_role"],
          assume_role: { agency_name: "admin", domain_name: "acme", duration_seconds: 3_600 },
        },
      },
    });
    expect(sent[0]?.headers).not.toHaveProperty("X-Domain-Id");
  });

  it("may be asked for by the account's id, and with the caller's", async () => {
    const { keys, sent } = ask(KEYS, { agency: { ...AGENCY, domain: { id: "d-1" } }, domainId: "d-own" });
    await keys;
    expect(JSON.parse(sent[0]?.body ?? "").auth.identity.assume_role).toMatchObject({ domain_id: "d-1" });
    expect(sent[0]?.headers).toMatchObject({ "X-Domain-Id": "d-own" });
  });

  it.each([
    [401, { error: { message: `no ${secretKey}` } }, "BAD_CREDENTIALS", "check the key"],
    [
      403,
      { error: { code: 403, message: "You are not authorized." } },
      "BAD_CREDENTIALS",
      "check HW_ASSUME_ROLE_AGENCY_NAME, and that the environment (HW_ACCESS_KEY) has the Agent Operator permission",
    ],
    [
      404,
      { error: { code: 404, message: "Could not find agency" } },
      "BAD_CREDENTIALS",
      "check HW_ASSUME_ROLE_AGENCY_NAME",
    ],
    [404, "<html>", "UNEXPECTED_ANSWER", "HW_AUTH_URL"],
    [429, "", "SERVER_ERROR", "HTTP 429"],
    [503, "", "SERVER_ERROR", "HTTP 503"],
    [201, { credential: { access: "A" } }, "MALFORMED_ANSWER", "incomplete keys of the agency"],
  ] as const)("answered by %d %j are a sentence: %s", async (status, body, code, sentence) => {
    const error = await errorOf(ask({ status, body }).keys);
    expect(error.code).toBe(code);
    expect(error.message).toContain("IAM at iam.example ");
    expect(error.message).toContain(sentence);
    if (status !== 201) expect(error.message).toContain('refused to issue keys for the agency "admin" of acme');
  });
});
