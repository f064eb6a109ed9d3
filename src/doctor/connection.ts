/** Whether the endpoint answers: its name, its certificate, its time. One request that is not signed. */
import { MOST_SKEW_MS } from "../api/auth/access-key-scheme";
import type { Send } from "../api/http/transport";
import type { Target } from "../api/target";
import type { Clock } from "../clock";
import { type ErrorCode, isCloudDcError } from "../errors";
import { shortDuration } from "../wait/duration";
import { type Finding, ok, problem, problemOf, warning } from "./finding";

/** A clock that is so far off will soon be further. */
const ODD_SKEW_MS = 60_000;

const CHECKS: Partial<Record<ErrorCode, string>> = {
  HOST_NOT_FOUND: "name",
  CERTIFICATE_REFUSED: "certificate",
  TLS_FAILED: "certificate",
  PROXY_FAILED: "proxy",
};

export async function examineConnection({ endpoint }: Target, { send, clock }: { send: Send; clock: Clock }) {
  const url = new URL(`${endpoint}/v1/0/instances?limit=1`);
  try {
    const { headers } = await send({ method: "GET", url });
    const isTls = url.protocol === "https:";
    return [
      ok("name", `${url.hostname} resolves, and answers`),
      ok("certificate", isTls ? "accepted" : "none: plain http"),
      examineClock(headers.date, clock),
    ];
  } catch (error) {
    if (isCloudDcError(error)) return [problemOf(CHECKS[error.code] ?? "connection", error)];
    throw error;
  }
}

function examineClock(date: string | undefined, clock: Clock): Finding {
  const skewMs = clock.date().getTime() - Date.parse(date ?? "");
  if (Number.isNaN(skewMs)) return warning("clock", "the server sent no time to compare with", "check the endpoint");
  const off = Math.abs(skewMs);
  if (off < ODD_SKEW_MS) return ok("clock", "agrees with the server's");
  const says = `this machine's clock is ${shortDuration(off)} ${skewMs > 0 ? "ahead of" : "behind"} the server's`;
  const remedy = "set the clock: Huawei refuses signatures that are more than 15 minutes off";
  return (off > MOST_SKEW_MS ? problem : warning)("clock", says, remedy);
}
