import { describe, expect, it } from "@jest/globals";
import type { AuthScheme } from "../../../../src/api/auth/auth-scheme";
import { createAuthenticator } from "../../../../src/api/auth/authenticator";
import { createLockoutGuard } from "../../../../src/api/auth/lockout-guard";
import { createProjectClient } from "../../../../src/api/client/project-client";
import type { HttpResponse, Request, SendOptions } from "../../../../src/api/http/transport";
import { CredentialsError } from "../../../../src/errors";
import { createVirtualClock } from "../../../support/virtual-clock";

const OK: HttpResponse = { status: 200, headers: {}, body: "{}" };
const refused = (text = "token expires"): HttpResponse => ({
  status: 401,
  headers: { "x-request-id": "r-401" },
  body: JSON.stringify({ error_code: "APIGW.0301", error_msg: text }),
});

interface Setup {
  /** What comes to the n-th request, from 0. */
  answers: (request: Request, index: number) => HttpResponse;
  renew?: AuthScheme["renew"];
  projectId?: string;
}

function open({ answers, renew = async () => false, projectId = "p-1" }: Setup) {
  const clock = createVirtualClock();
  const sent: (Request & SendOptions)[] = [];
  const renewals: Readonly<Record<string, string>>[] = [];
  let token = 1;
  const scheme: AuthScheme = {
    headers: async () => ({ "X-Auth-Token": `token-${token}` }),
    async renew(rejected) {
      renewals.push(rejected);
      const renewed = await renew(rejected);
      if (renewed) token++;
      return renewed;
    },
    secrets: () => [`token-${token}`],
    hintFor401: ({ "x-request-id": id }) => `explained for ${id}`,
  };
  const target = { endpoint: "https://clouddc.example:8443/base", insecure: false, projectId };
  const send = async (request: Request, options: SendOptions = {}) => {
    sent.push({ ...request, ...options });
    return answers(request, sent.length - 1);
  };
  const authenticator = createAuthenticator(scheme, target, { send, iam: send, guard: createLockoutGuard(clock) });
  const client = createProjectClient(target, authenticator);
  const get = (path = "instances/i-1/status", signal?: AbortSignal) =>
    client.get(path, { permission: "clouddc:instance:get", signal });
  return { clock, sent, renewals, client, get };
}

const tokens = (sent: readonly Request[]) => sent.map(({ headers }) => headers?.["X-Auth-Token"]);

describe("a project client", () => {
  it("asks below the project, signed in", async () => {
    const { get, sent } = open({ answers: () => OK, projectId: "p/1" });
    expect(await get("instances?instance_id=a%2Cb&limit=100")).toBe(OK);
    expect(sent).toMatchObject([
      {
        method: "GET",
        headers: { "X-Auth-Token": "token-1" },
        secrets: ["token-1"],
      },
    ]);
    expect(sent[0]?.url.href).toBe("https://clouddc.example:8443/base/v1/p%2F1/instances?instance_id=a%2Cb&limit=100");
  });

  it("tells what no message may show", () => {
    expect(open({ answers: () => OK }).client.secrets()).toEqual(["token-1"]);
  });

  it("fails with what the answer means, and without its secrets", async () => {
    const { get } = open({ answers: () => ({ status: 403, headers: {}, body: "token-1 may not" }) });
    await expect(get()).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: "CloudDC answered HTTP 403, [redacted] may not; grant the permission clouddc:instance:get",
    });
  });

  it.each([204, 302, 400, 403, 404, 429, 500, 503])("does not sign in anew after a %d", async (status) => {
    const { get, sent, renewals } = open({
      answers: () => ({ status, headers: {}, body: "" }),
      renew: async () => true,
    });
    await expect(get()).rejects.toMatchObject({ status });
    await expect(get()).rejects.toMatchObject({ status });
    expect(sent).toHaveLength(2);
    expect(renewals).toEqual([]);
  });
});

describe("a 401", () => {
  it("is mended by signing in anew, once", async () => {
    const { get, sent, renewals } = open({
      answers: ({ headers }) => (headers?.["X-Auth-Token"] === "token-2" ? OK : refused()),
      renew: async () => true,
    });
    expect(await get()).toBe(OK);
    expect(renewals).toEqual([{ "X-Auth-Token": "token-1" }]);
    expect(tokens(sent)).toEqual(["token-1", "token-2"]);
    expect(await get()).toBe(OK);
    expect(renewals).toHaveLength(1);
  });

  it("after that is final", async () => {
    const { get, sent, renewals } = open({ answers: () => refused(), renew: async () => true });
    await expect(get()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(tokens(sent)).toEqual(["token-1", "token-2"]);
    expect(renewals).toHaveLength(1);
  });

  it("that nothing can mend is final at once, with what the credentials know of it", async () => {
    const { get, sent } = open({ answers: () => refused() });
    await expect(get()).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: "CloudDC answered HTTP 401, APIGW.0301: token expires, request id r-401; explained for r-401",
    });
    expect(sent).toHaveLength(1);
  });

  it("is the answer to everybody for a minute, without another request", async () => {
    const { get, sent, clock } = open({ answers: () => refused() });
    const first = await get().catch((error) => error);
    await clock.run(clock.sleep(59_999));
    expect(await get("instances/i-2/status").catch((error) => error)).toBe(first);
    expect(sent).toHaveLength(1);
  });

  it("is asked about again after that minute", async () => {
    const { get, sent, clock } = open({ answers: (_request, index) => (index === 0 ? refused() : OK) });
    await expect(get()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await clock.run(clock.sleep(60_000));
    expect(await get()).toBe(OK);
    expect(sent).toHaveLength(2);
  });

  it("leaves alone what came in time", async () => {
    const { get } = open({ answers: ({ url }) => (url.pathname.includes("i-2") ? refused() : OK) });
    const [one, other] = await Promise.allSettled([get(), get("instances/i-2/status")]);
    expect([one.status, other.status]).toEqual(["fulfilled", "rejected"]);
  });

  it("whose renewal is refused for good is the answer to everybody, too", async () => {
    const wrong = new CredentialsError("BAD_CREDENTIALS", "IAM refused to sign in");
    const { get, sent } = open({ answers: () => refused(), renew: () => Promise.reject(wrong) });
    await expect(get()).rejects.toBe(wrong);
    await expect(get()).rejects.toBe(wrong);
    await expect(get()).rejects.toBe(wrong);
    expect(sent).toHaveLength(1);
  });

  it("whose renewal did not get through is asked about again", async () => {
    let tries = 0;
    const { get, sent } = open({
      answers: ({ headers }) => (headers?.["X-Auth-Token"] === "token-2" ? OK : refused()),
      async renew() {
        if (tries++ === 0) throw Object.assign(new CredentialsError("NO_CREDENTIALS", "x"), { code: "SERVER_ERROR" });
        return true;
      },
    });
    await expect(get()).rejects.toMatchObject({ code: "SERVER_ERROR" });
    expect(await get()).toBe(OK);
    expect(sent).toHaveLength(3);
  });
});

describe("a request that nobody waits for any more", () => {
  const gone = () => {
    const abort = new AbortController();
    return { abort: () => abort.abort(), signal: abort.signal };
  };

  it("is not sent", async () => {
    const { get, sent } = open({ answers: () => OK });
    const { abort, signal } = gone();
    abort();
    await expect(get(undefined, signal)).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(sent).toEqual([]);
  });

  it("is neither signed in anew nor repeated after a 401, which nobody else hears of", async () => {
    const { abort, signal } = gone();
    const { get, sent, renewals } = open({
      answers(_request, index) {
        if (index > 0) return OK;
        abort();
        return refused();
      },
      renew: async () => true,
    });
    await expect(get(undefined, signal)).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect([sent.length, renewals.length]).toEqual([1, 0]);
    expect(await get()).toBe(OK);
  });

  it("is not repeated when it was given up during the new sign-in", async () => {
    const { abort, signal } = gone();
    const { get, sent } = open({
      answers: () => refused(),
      async renew() {
        abort();
        return true;
      },
    });
    await expect(get(undefined, signal)).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(sent).toHaveLength(1);
  });
});
