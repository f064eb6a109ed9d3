/** What the tests of sign-in share: settings from nowhere, a network of scripted answers, and canaries for secrets. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { expect } from "@jest/globals";
import { createAuthenticator } from "../../src/api/auth/authenticator";
import type { Credentials } from "../../src/api/auth/credentials/credentials";
import type { SourceResult } from "../../src/api/auth/credentials/source-result";
import { signInWith } from "../../src/api/auth/sign-in";
import type { HttpResponse, Request, Send, SendOptions } from "../../src/api/http/transport";
import type { Settings } from "../../src/api/settings";
import type { Target } from "../../src/api/target";
import type { Clock } from "../../src/clock";
import { type CloudDcError, ConnectionError, isCloudDcError } from "../../src/errors";
import { onTestFinished } from "./on-test-finished";
import { createVirtualClock } from "./virtual-clock";

/** Secrets that must never be read in a message: each is easy to find. */
export const CANARY = {
  token: "canary-token-7f3a",
  secretKey: "canary-secret-key-91bd",
  securityToken: "canary-security-token-c04e",
  password: "canary-password-5d2c",
  newToken: "canary-new-token-aa17",
  newSecretKey: "canary-new-secret-key-e6f0",
};

export function settingsOf(values: Partial<Omit<Settings, "config">> & { config?: Record<string, string> }): Settings {
  const { env = {}, config = {}, home = join(tmpdir(), "nobody-lives-here") } = values;
  return { env, config: (key) => config[key], home };
}

/** The credentials that a source found, if any; throws the error that makes it broken or unusable. */
export function credentialsIn(result: SourceResult) {
  if ("error" in result) throw result.error;
  return result.kind === "found" ? result.credentials : undefined;
}

/** An authenticator for these credentials alone. */
export function signedIn(credentials: Credentials, target: Target, { send, clock }: { send: Send; clock: Clock }) {
  const { projectId = credentials.projectId } = target;
  const place = projectId === undefined ? target : { ...target, projectId };
  const { scheme, guard } = signInWith(credentials, { send, clock, guards: new Map() })(place);
  return createAuthenticator(scheme, place, { send, iam: send, guard });
}

/** A home folder with these files. */
export function homeWith(files: Record<string, string>): string {
  const home = mkdtempSync(join(tmpdir(), "clouddc-home-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

export type Scripted = Partial<Omit<HttpResponse, "body">> & { body?: unknown };
type Reply = Scripted | Error | ((request: Request) => Scripted | Error);

/** Answers in this order; who asks more often than that finds nobody there. */
export function scriptedSend(...replies: Reply[]) {
  const sent: (Request & { options: SendOptions | undefined })[] = [];
  const send: Send = async (request, options) => {
    sent.push({ ...request, options });
    const reply = replies.shift();
    const answer = typeof reply === "function" ? reply(request) : reply;
    await new Promise((resolve) => setImmediate(resolve));
    if (answer === undefined) throw unreachable(request.url.host);
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = {}, body = "" } = answer;
    return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
  };
  return { send, sent };
}

export const unreachable = (host = "a.host") =>
  new ConnectionError("CONNECTION_FAILED", `${host} could not be reached (ECONNREFUSED)`, { reason: "ECONNREFUSED" });

/** A clock that stands still until it is told to go on. */
export function manualClock() {
  const clock = createVirtualClock();
  return { clock, pass: (ms: number) => clock.run(clock.sleep(ms)) };
}

/** The error of this package that something ends in. Every one is searched for canaries. */
export async function errorOf(what: Promise<unknown> | (() => unknown)): Promise<CloudDcError> {
  try {
    await (typeof what === "function" ? what() : what);
  } catch (error) {
    const everything = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`;
    for (const canary of Object.values(CANARY)) expect(everything).not.toContain(canary);
    if (isCloudDcError(error)) return error;
    throw error;
  }
  throw new Error("it should have failed");
}
