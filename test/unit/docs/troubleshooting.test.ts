/** docs/troubleshooting.md has an answer for each error: headed by a text that the package says, and for every code. */
import { expect, it } from "@jest/globals";
import { publicNames } from "../../../scripts/public-names";
import { findCredentials } from "../../../src/api/auth/credentials/credential-chain";
import { networkFailure, timeOut } from "../../../src/api/http/network-failure";
import { bodyOf, failureOf } from "../../../src/api/http/response";
import { targetOf } from "../../../src/api/target";
import type { CloudDcError, ErrorCode } from "../../../src/errors";
import { failureClassOf } from "../../../src/failure-class";
import { givenOptions } from "../../../src/given-options";
import { planWait } from "../../../src/wait/options";
import { outcomeOf } from "../../../src/wait/outcome";
import { noLineReason, reasonsOf } from "../../../src/wait/reasons";
import { observe, startTrack } from "../../../src/wait/track";
import { manualClock, scriptedSend, settingsOf } from "../../support/credentials-fakes";
import { readDocument } from "../../support/documents";
import { createVirtualClock } from "../../support/virtual-clock";

const page = readDocument("docs/troubleshooting.md");
const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading);

/** Not ours to say: Pulumi's own, the provider's text in state, and the table at the end. */
const OTHERS = [
  "add pulumi-clouddc to the project's own dependencies: Cannot find module …",
  "resource … failed to register",
  "Attempting to deploy or update resources with 1 pending operations",
  "What a failed request means",
];

const { plan } = planWait({});
const MINUTE = 60_000;
type Kind = Parameters<typeof outcomeOf>[0];
function reason(kind: Kind, seen: Parameters<typeof observe>[1], lastedMs: number): string {
  const track = observe(observe(startTrack("web-1", 0), seen, 0), seen, lastedMs);
  return (
    reasonsOf(
      outcomeOf(kind, { tracks: [track], lacking: [] }, plan, { began: 0, now: lastedMs }),
      plan,
      (id) => id,
    )[0] ?? ""
  );
}
const response = (status: number, body = "{}") => ({ status, headers: {}, body });
const refused = (status: number, code?: string, msg = "") =>
  failureOf(response(status, JSON.stringify({ error_code: code, error_msg: msg })), {
    permission: "clouddc:instance:get",
  });
const host = { host: "clouddc.example" };
const thrown = (act: () => unknown): Error => {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
};

async function metadataInTrouble(): Promise<CloudDcError> {
  const clock = createVirtualClock();
  const send = async () => response(500);
  return clock.run(findCredentials(settingsOf({}), { send, clock }).then(Promise.reject, (error) => error));
}

async function said(): Promise<string[]> {
  const chain = (env: Record<string, string>) =>
    findCredentials(settingsOf({ env }), { send: scriptedSend().send, clock: manualClock().clock }).catch(
      (error: Error) => error,
    );
  const nowhere = targetOf({}, settingsOf({}));
  const ofMetadata = await metadataInTrouble();
  const ended = outcomeOf("timedOut", { tracks: [], lacking: [] }, plan, { began: 0, now: 30 * MINUTE });
  const failures = [
    refused(401),
    refused(403, "iMetal.0004"),
    refused(404, "APIGW.0101"),
    refused(429, "APIGW.0308", "The throttling threshold has been reached: policy user over ratelimit"),
    refused(400, "iMetal.0001"),
    refused(500),
    refused(302),
    refused(431),
    thrown(() => bodyOf(response(200, "<html>"))),
    networkFailure({ code: "ENOTFOUND" }, host),
    networkFailure({ code: "ECONNRESET" }, host),
    networkFailure({ code: "ECONNRESET", isInAnswer: true }, host),
    networkFailure({ code: "EPROTO" }, host),
    networkFailure({ code: "CERT_UNTRUSTED" }, host),
    networkFailure({ message: "Bad response: 407" }, { ...host, proxy: "proxy.example:3128" }),
    timeOut(10_000, true, host),
    ...planWait({ timeout: "1 hour" }).problems,
    ...("problems" in nowhere ? nowhere.problems : []),
    await chain({}),
    await chain({ HW_ACCESS_KEY: "key" }),
  ] as Error[];
  return [
    reason(
      "failed",
      { status: { state: "error", error: { errorCode: "iMetal.0301", errorMsg: "No.", errorType: "x" } } },
      0,
    ),
    reason("failed", { status: { state: "shutting-down" } }, 0),
    reason("failed", { status: { state: "stopped" } }, 10 * MINUTE),
    reason("failed", { error: refused(404, "iMetal.0200") }, 2 * MINUTE),
    reason("failed", { error: refused(403) }, 0),
    reason("timedOut", { status: { state: "pending" } }, 30 * MINUTE),
    reason("interrupted", { status: { state: "pending" } }, MINUTE),
    ofMetadata.message,
    noLineReason(ofMetadata, ended, plan),
    ...givenOptions({ timeuot: "1h" } as object, ["timeout"]).unknown,
    ...failures.map(({ message }) => message),
  ];
}

it("heads each answer by a text that the package says", async () => {
  const sentences = await said();
  const asPattern = (heading: string) =>
    new RegExp(
      heading
        .split("…")
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*"),
    );
  const never = headings
    .filter((heading) => !OTHERS.includes(heading))
    .filter((heading) => !sentences.some((sentence) => asPattern(heading).test(sentence)));
  expect(never).toEqual([]);
});

it("has an answer for every code", () => {
  const { signature = "" } = publicNames()["pulumi-clouddc"].find(({ name }) => name === "ErrorCode") ?? {};
  const codes = signature.match(/[A-Z_]{4,}/g) ?? [];
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !page.includes(`Code: \`${code}\``))).toEqual([]);
});

it("says that a failure ends the wait after a minute only of what the table says so of", () => {
  const answers = page.split(/^## /m).filter((answer) => /ends after a minute/.test(answer));
  const codes = answers.flatMap((answer) => [...answer.matchAll(/Code: `(\w+)`/g)].map(([, code = ""]) => code));
  expect(codes.filter((code) => failureClassOf(code as ErrorCode) !== "unreachable")).toEqual([]);
});
