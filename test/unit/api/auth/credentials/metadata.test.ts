import { describe, expect, it } from "@jest/globals";
import type { KeyCredentials } from "../../../../../src/api/auth/credentials/credentials";
import { fromMetadata } from "../../../../../src/api/auth/credentials/metadata";
import type { SourceResult } from "../../../../../src/api/auth/credentials/source-result";
import type { Clock } from "../../../../../src/clock";
import { ConnectionError } from "../../../../../src/errors";
import {
  CANARY,
  credentialsIn,
  errorOf,
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

/** Whoever sleeps has slept at once. */
function hurriedClock(): Clock {
  let now = 0;
  const sleep = async (ms: number) => {
    now += ms;
  };
  return { now: () => now, date: () => new Date(now), random: () => 0.5, sleep };
}

async function ask(env: Record<string, string>, ...replies: Parameters<typeof scriptedSend>) {
  const { send, sent } = scriptedSend(...replies);
  const lines: string[] = [];
  const clock = hurriedClock();
  const io = { send, clock, debug: (line: string) => void lines.push(line) };
  const result = await fromMetadata(settingsOf({ env }), io);
  return { keys: keysIn(result), sent, lines };
}

describe("the metadata service", () => {
  it.each([
    "<html>Log in</html>",
    "",
    "a b",
    "t\u0000",
    "t\r\nX: y",
  ])("is none where the answer to the request for a token is %j, and that is sent to nobody", async (body) => {
    const { keys, sent, lines } = await ask({}, { body }, KEYS);
    expect(keys).toBeUndefined();
    expect(sent).toHaveLength(1);
    expect(lines.join()).toContain("answered without a token");
  });

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
    const again = () => errorOf(keys?.again?.() ?? Promise.resolve());
    expect(await again()).toMatchObject({ code: "CONNECTION_FAILED" });
    expect(await again()).toMatchObject({ code: "CONNECTION_FAILED" });
  });

  it("is found elsewhere in a test", async () => {
    const { sent } = await ask({ CLOUDDC_METADATA_ENDPOINT: "http://127.0.0.1:4711/" }, { body: token }, KEYS);
    expect(sent.map(({ url }) => url.host)).toEqual(["127.0.0.1:4711", "127.0.0.1:4711"]);
  });

  it.each(["nonsense", "ftp://a", `http//user:${CANARY.password}@a`])("cannot be at %s", async (address) => {
    const error = await errorOf(ask({ CLOUDDC_METADATA_ENDPOINT: address }));
    expect(error.message).toContain("CLOUDDC_METADATA_ENDPOINT");
  });

  it.each([
    ["is not there", [unreachable()]],
    [
      "is not reached in time",
      [new ConnectionError("REQUEST_TIMED_OUT", "not reached within 1.5s", { reason: "ETIMEDOUT" })],
    ],
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

describe("the metadata service in trouble", () => {
  const late = () => new ConnectionError("REQUEST_TIMED_OUT", "gave no answer within 1.5s");
  const reset = () => new ConnectionError("CONNECTION_FAILED", "could not be reached", { reason: "ECONNRESET" });

  it.each<[string, Parameters<typeof scriptedSend>]>([
    ["is late once", [late(), { body: token }, KEYS]],
    ["is late with the keys", [{ body: token }, late(), { body: token }, KEYS]],
    ["resets the connection", [reset(), { body: token }, KEYS]],
    ["answers 500", [{ status: 500 }, { body: token }, KEYS]],
    ["answers 429", [{ body: token }, { status: 429 }, { body: token }, KEYS]],
    ["answers 503 twice", [{ status: 503 }, { status: 401 }, { body: token }, KEYS]],
    ["is gone for a moment", [{ status: 500 }, unreachable(), { body: token }, KEYS]],
    ["answers 500 three times", [{ status: 500 }, { status: 502 }, { status: 504 }, { body: token }, KEYS]],
  ])("and %s is asked again", async (_what, replies) => {
    const { keys, sent } = await ask({}, ...replies);
    expect(keys).toMatchObject({ accessKey: "AK" });
    expect(sent).toHaveLength(replies.length);
  });

  it("gets more time once it is known to be there", async () => {
    const { sent } = await ask({}, late(), { body: token }, KEYS);
    expect(sent.map(({ options }) => options?.timeoutMs)).toEqual([1_500, 5_000, 5_000]);
  });

  it("is given up after ten seconds, with the cause and not as if there were none", async () => {
    const clock = hurriedClock();
    const { send, sent } = scriptedSend(...Array.from({ length: 99 }, () => ({ status: 500, body: secretKey })));
    const result = await fromMetadata(settingsOf({}), { send, clock });
    expect(clock.now()).toBeLessThanOrEqual(10_000);
    expect(clock.now()).toBeGreaterThan(5_000);
    expect(sent.length).toBeLessThan(10);
    const error = await errorOf(() => credentialsIn(result));
    expect(error).toMatchObject({ code: "UNEXPECTED_ANSWER" });
    expect(error.message).toBe(
      "no credentials: the server's metadata service is there but gave no keys within 10s (http://169.254.169.254 answered HTTP 500 to the request for a token); run it again, or set HW_ACCESS_KEY and HW_SECRET_KEY",
    );
  });
});
