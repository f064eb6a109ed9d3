import { describe, expect, it } from "@jest/globals";
import type { KeyCredentials } from "../../../../../src/api/auth/credentials/credentials";
import { fromMetadata } from "../../../../../src/api/auth/credentials/metadata";
import type { SourceResult } from "../../../../../src/api/auth/credentials/source-result";
import { ConnectionError } from "../../../../../src/errors";
import {
  CANARY,
  credentialsIn,
  errorOf,
  manualClock,
  type Scripted,
  scriptedSend,
  settingsOf,
  unreachable,
} from "../../../../support/credentials-fakes";

const { token, secretKey, securityToken, newSecretKey } = CANARY;
const credential = {
  access: "AK",
  secret: secretKey,
  securitytoken: securityToken,
  expires_at: "2026-01-03T03:04:05.000000Z",
};
const KEYS: Scripted = { body: { credential } };

function keysIn(result: SourceResult): KeyCredentials | undefined {
  const credentials = credentialsIn(result);
  return credentials?.kind === "keys" ? credentials : undefined;
}

async function ask(env: Record<string, string>, ...replies: Parameters<typeof scriptedSend>) {
  const { send, sent } = scriptedSend(...replies);
  const lines: string[] = [];
  const io = { send, clock: manualClock().clock, debug: (line: string) => void lines.push(line) };
  return { keys: keysIn(await fromMetadata(settingsOf({ env }), io)), sent, lines };
}

describe("the metadata service", () => {
  it("gives keys for a token of its own", async () => {
    const { keys, sent } = await ask({}, { body: ` ${token}\n` }, KEYS);
    expect(keys).toMatchObject({ kind: "keys", accessKey: "AK", secretKey, securityToken });
    expect(keys?.expiresAt).toBe(Date.UTC(2026, 0, 3, 3, 4, 5));
    expect(sent).toMatchObject([
      {
        method: "PUT",
        url: new URL("http://169.254.169.254/meta-data/latest/api/token"),
        headers: { "X-Metadata-Token-Ttl-Seconds": "21600" },
      },
      {
        method: "GET",
        url: new URL("http://169.254.169.254/openstack/latest/securitykey"),
        headers: { "X-Metadata-Token": token },
      },
    ]);
  });

  it.each([404, 405, 503])("is asked without a token when it answers %i to the request for one", async (status) => {
    const { keys, sent } = await ask({}, { status }, KEYS);
    expect(keys).toMatchObject({ accessKey: "AK" });
    expect(sent[1]?.headers).toEqual({});
  });

  it("is waited for less than two seconds", async () => {
    const { sent } = await ask({}, { body: token }, KEYS);
    for (const { options } of sent) expect(options?.timeoutMs).toBeLessThanOrEqual(2_000);
  });

  it("gives newer keys when it is asked again", async () => {
    const newer = { body: { credential: { ...credential, access: "AK2", secret: newSecretKey } } };
    const { keys, sent } = await ask({}, { body: token }, KEYS, { body: token }, newer);
    expect(await keys?.again?.()).toMatchObject({ accessKey: "AK2", secretKey: newSecretKey });
    expect(sent).toHaveLength(4);
  });

  it("that is gone when it is asked again is a connection that failed", async () => {
    const { keys } = await ask({}, { body: token }, KEYS, { body: token }, { status: 500 });
    expect(await errorOf(keys?.again?.() ?? Promise.resolve())).toMatchObject({ code: "CONNECTION_FAILED" });
    expect(await errorOf(keys?.again?.() ?? Promise.resolve())).toMatchObject({ code: "CONNECTION_FAILED" });
  });

  it("is found elsewhere in a test", async () => {
    const { sent } = await ask({ CLOUDDC_METADATA_ENDPOINT: "http://127.0.0.1:4711/" }, { body: token }, KEYS);
    expect(sent.map(({ url }) => url.host)).toEqual(["127.0.0.1:4711", "127.0.0.1:4711"]);
  });

  it.each(["nonsense", "ftp://a"])("cannot be at %s", async (address) => {
    const error = await errorOf(ask({ CLOUDDC_METADATA_ENDPOINT: address }));
    expect(error.message).toContain("CLOUDDC_METADATA_ENDPOINT");
  });

  it.each([
    ["is not there", [unreachable()]],
    ["does not answer", [new ConnectionError("REQUEST_TIMED_OUT", "no answer within 1.5s")]],
    ["is a proxy that refuses", [{ status: 403 }]],
    ["knows no agency", [{ body: token }, { status: 401, body: "Please configure Cloud Service Agency first" }]],
    ["answers nonsense", [{ body: token }, { body: `<html>${secretKey}` }]],
    ["answers half", [{ body: token }, { body: { credential: { ...credential, secret: "" } } }]],
    ["answers null", [{ body: token }, { body: { credential: null } }]],
  ] as [string, Parameters<typeof scriptedSend>][])("that %s gives nothing, quietly", async (_what, replies) => {
    const { keys, lines, sent } = await ask({}, ...replies);
    expect(keys).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining("no credentials from the metadata service: ")]);
    expect(lines.join()).not.toMatch(/canary/);
    expect(sent).toHaveLength(replies.length);
  });
});
