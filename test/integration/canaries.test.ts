/** A server that says everything back that it was sent, secrets first: no sentence about it, no debug line and no error holds one. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { expect, it } from "@jest/globals";
import { createClients } from "../../src/api/clients";
import { systemClock } from "../../src/clock";
import { settingsOf } from "../support/credentials-fakes";
import { onTestFinished } from "../support/on-test-finished";

const SECRET = /canary-[\w-]+/g;
const OWN = {
  key: { HW_ACCESS_KEY: "canary-access-key", HW_SECRET_KEY: "canary-secret-key", HW_SECURITY_TOKEN: "canary-sts" },
  token: { HW_AUTH_TOKEN: "canary-token" },
  password: { HW_USER_ID: "u", HW_USER_PASSWORD: "canary-password" },
  metadata: {},
};
const AGENCY = { HW_ASSUME_ROLE_AGENCY_NAME: "admin", HW_ASSUME_ROLE_DOMAIN_NAME: "acme" };
const keys = (of: string) =>
  JSON.stringify({
    credential: { access: `canary-${of}-key`, secret: `canary-${of}-secret`, securitytoken: `canary-${of}-sts` },
  });

/** What a sign-in needs is given where `gives`; everything else is refused with the whole request in the refusal. */
function answer(request: IncomingMessage, sent: string, status: number, gives: boolean) {
  const { url = "", rawHeaders } = request;
  const issued = (code: number, body: string, headers = {}) => ({ code, body, headers });
  if (gives && url.startsWith("/v3/auth/tokens"))
    return issued(201, "{}", { "X-Subject-Token": "canary-issued-token" });
  if (gives && url.startsWith("/v3.0/")) return issued(201, keys("agency"));
  if (gives && url.endsWith("/api/token")) return issued(200, "canary-metadata-token");
  if (gives && url.endsWith("/securitykey")) return issued(200, keys("metadata"));
  const said = [...rawHeaders, sent].join(" ");
  const body = JSON.stringify({ error_code: "E.1", error_msg: said, request_id: said.match(SECRET)?.[0] });
  return issued(status, body, { "X-Request-Id": said.match(SECRET)?.at(-1) ?? "r" });
}

async function failing(env: Record<string, string>, status: number, gives: boolean) {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    seen.push([...request.rawHeaders, sent].join(" "));
    const { code, body, headers } = answer(request, sent, status, gives);
    response.writeHead(code, headers).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const where = { CLOUDDC_ENDPOINT: here, HW_AUTH_URL: here, CLOUDDC_METADATA_ENDPOINT: here, HW_REGION_NAME: "ap-1" };
  let now = 0;
  const clock = {
    ...systemClock,
    now: () => now,
    sleep: async (ms: number, signal?: AbortSignal) => {
      if (ms > 1e9) return new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
      now += ms;
    },
  };
  const told: string[] = [];
  const connect = createClients(settingsOf({ env: { ...where, ...env } }), clock, (_severity, line) => told.push(line));
  const error = await connect({ projectId: "p-1" })
    .then((client) => client.get("web", { owner: "a test" }))
    .then(
      () => new Error("it was answered"),
      (thrown: Error) => thrown,
    );
  expect(error.message).not.toBe("it was answered");
  return {
    seen: seen.join(" "),
    shown: [...told, inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)],
  };
}

const worlds = Object.entries(OWN).flatMap(([who, env]) => [
  { who, env: { ...env } },
  { who: `${who}, as an agency`, env: { ...env, ...AGENCY } },
]);
const cases = worlds.flatMap(({ who, env }) =>
  [true, false].flatMap((gives) => [401, 403, 404, 418, 200].map((status) => ({ who, env, gives, status }))),
);

it.each(cases)("nothing secret is shown of $who, though HTTP $status says it back (signs in: $gives)", async ({
  env,
  gives,
  status,
}) => {
  const { seen, shown } = await failing(env, status, gives);
  // The secrets were sent, or there would be nothing to say back.
  if (gives) expect(seen).toMatch(SECRET);
  for (const one of shown) expect(one).not.toContain("canary-");
});
