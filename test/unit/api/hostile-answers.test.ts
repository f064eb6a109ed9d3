/** Whoever answers, and whatever: CloudDC, IAM, the metadata service, or a portal's page in the place of each. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fetchAgencyKeys } from "../../../src/api/auth/agency-keys";
import type { PasswordCredentials } from "../../../src/api/auth/credentials/credentials";
import { fromMetadata } from "../../../src/api/auth/credentials/metadata";
import { findProjectId, signIn } from "../../../src/api/auth/iam";
import { listStatuses, showStatus } from "../../../src/api/client/operations";
import { createProjectClient } from "../../../src/api/client/project-client";
import type { HttpResponse } from "../../../src/api/http/transport";
import type { Target } from "../../../src/api/target";
import { isCloudDcError } from "../../../src/errors";
import { settingsOf } from "../../support/credentials-fakes";
import { hostileJson, hostileText, UNCLEAN, withOneWrong } from "../../support/hostile-json";

const TARGET: Target = { endpoint: "https://clouddc.example", iamEndpoint: "https://iam.example", insecure: false };
const USER: PasswordCredentials = { kind: "password", password: "p", user: { id: "u" }, source: "the environment" };
const CLOCK = { now: () => 0, date: () => new Date(0), random: () => 0, sleep: async () => {} };
const AGENCY = { name: "ops", domain: { id: "d" }, durationS: 900, source: "the profile" };
const CALLER = { secrets: () => ["p"], source: "the environment", domainId: undefined };

const clouddc = (response: HttpResponse) =>
  createProjectClient(TARGET, {
    send: async () => response,
    secrets: () => ["p"],
    project: async () => ({ value: "p1", source: "a test" }),
  });

const SENDABLE = /^[\x21-\x7e]+$/;
const STATUS = { state: "running", operation_state: "x-processing", error: { error_code: "c", error_msg: "m" } };
const ISSUED = { issued_at: "2020-01-01T00:00:00Z", expires_at: "2020-01-02T00:00:00Z", project: { id: "p1" } };
const KEYS = { access: "a", secret: "s", securitytoken: "t", expires_at: "2026-01-03T03:04:05Z" };

/** Who asks, what a good answer is, and the texts that come of any answer: to be shown, and to be sent. */
const QUESTIONS = {
  "a status": {
    good: STATUS,
    status: 200,
    ask: async (response: HttpResponse) => {
      const { status, requestId } = await showStatus(clouddc(response), "a");
      return { shown: [requestId, status.state, status.operationState, ...Object.values(status.error ?? {})] };
    },
  },
  "a list": {
    good: { instances: [{ id: "a", ...STATUS }], page_info: { next_marker: "m", current_count: 1 } },
    status: 200,
    ask: async (response: HttpResponse) => {
      const { readings } = await listStatuses(clouddc(response), ["a"]);
      expect([...readings.keys()].filter((id) => id !== "a")).toEqual([]);
      const { state, operationState, error } = readings.get("a")?.status ?? {};
      return { shown: [state, operationState, ...Object.values(error ?? {})] };
    },
  },
  "a sign-in": {
    good: { token: ISSUED },
    status: 201,
    ask: async (response: HttpResponse) => {
      const io = { send: async () => response, clock: CLOCK };
      const { token, projectId, expiresAt = 1 } = await signIn(TARGET, USER, { project: { name: "x" } }, io);
      expect(expiresAt).toBeGreaterThan(0);
      return { sent: [token, projectId] };
    },
  },
  "a project": {
    good: { projects: [{ id: "p1", name: "ap-1" }] },
    status: 200,
    ask: async (response: HttpResponse) => ({
      sent: [await findProjectId(TARGET, "ap-1", async () => response, CALLER.secrets)],
    }),
  },
  "an agency's keys": {
    good: { credential: KEYS },
    status: 201,
    ask: async (response: HttpResponse) => {
      const { accessKey, secretKey, securityToken } = await fetchAgencyKeys(TARGET, AGENCY, {
        ...CALLER,
        send: async () => response,
      });
      return { sent: [accessKey, secretKey, securityToken] };
    },
  },
  "the metadata service's keys": {
    good: { credential: KEYS },
    status: 200,
    ask: async (response: HttpResponse) => {
      const send = async ({ method }: { method: string }) =>
        method === "PUT" ? { status: 200, headers: {}, body: "t" } : response;
      const lines: string[] = [];
      let now = 0;
      const sleep = async (ms: number) => {
        now += ms;
      };
      const clock = { ...CLOCK, now: () => now, sleep };
      const found = await fromMetadata(settingsOf({}), { send, clock, debug: (line) => void lines.push(line) });
      if (found.kind === "broken") throw found.error;
      if (found.kind !== "found" || found.credentials.kind !== "keys") return { shown: lines };
      const { accessKey, secretKey, securityToken } = found.credentials;
      return { sent: [accessKey, secretKey, securityToken] };
    },
  },
};

interface Texts {
  readonly shown?: readonly (string | undefined)[];
  readonly sent?: readonly (string | undefined)[];
}

describe.each(Object.entries(QUESTIONS))("the answer to the request for %s", (_name, { good, status, ask }) => {
  const read: (response: HttpResponse) => Promise<Texts> = ask;

  async function isHarmless(response: HttpResponse) {
    const { shown = [], sent = [] } = await read(response).catch((error: unknown): Texts => {
      if (!isCloudDcError(error)) throw error;
      const { errorCode, errorMsg, requestId, remedy } = error as unknown as Record<string, string | undefined>;
      return { shown: [error.message, errorCode, errorMsg, requestId, remedy] };
    });
    for (const text of shown) {
      expect(text ?? "").not.toMatch(UNCLEAN);
      expect((text ?? "").length).toBeLessThanOrEqual(601);
    }
    for (const text of sent) expect(text ?? "t").toMatch(SENDABLE);
  }

  const headers = fc.record({
    "x-request-id": hostileText,
    "x-subject-token": fc.oneof({ weight: 4, arbitrary: fc.constant("t") }, hostileText),
    date: hostileText,
  });
  const keys = [
    "state",
    "error",
    "error_code",
    "error_msg",
    "instances",
    "id",
    "name",
    "token",
    "projects",
    "credential",
  ];

  it("may be anything, and ends in clean texts of the right type or in one clean sentence", async () => {
    const body = fc.oneof(
      { weight: 4, arbitrary: withOneWrong(good).map((value) => JSON.stringify(value)) },
      hostileJson(...keys).map((value) => JSON.stringify(value)),
      hostileText,
    );
    const code = fc.oneof(
      { weight: 4, arbitrary: fc.constant(status) },
      fc.constantFrom(200, 201, 204, 302, 400, 401, 403, 404, 429, 503, 999),
    );
    await fc.assert(
      fc.asyncProperty(body, headers, code, (text, head, seen) =>
        isHarmless({ status: seen, headers: head, body: text }),
      ),
    );
  });

  it("is one clean sentence where somebody else sits at the address", async () => {
    const page = `<!DOCTYPE html>\r\n<html>\u001b[31m<title>Log in</title>\u2028${"<p>".repeat(100_000)}`;
    for (const seen of [status, 302, 403, 404, 502, 511])
      await isHarmless({ status: seen, headers: { "content-type": "text/html" }, body: page });
  });

  it("is what it says, where nothing is wrong with it", async () => {
    const head = { "x-subject-token": "t", "x-request-id": "r" };
    const { shown = [], sent = [] } = await read({ status, headers: head, body: JSON.stringify(good) });
    expect([...shown, ...sent].filter(Boolean).length).toBeGreaterThan(0);
  });
});
