/** What each sentence of a failure stands on: never on the list's word, nor on what a later look would have mended. */
import { bodyOf, saidByList, saidByStatus } from "../../truth";
import type { Exchange } from "../network";
import type { GateRun, Run } from "../run";
import type { Scenario } from "../scenario";
import { answered, isAlone, ms, name, toldTo } from "./reading";

/** So long a refusal of a key is for all who use it. */
const REFUSAL_MS = 60_000;

export function failsRightly(gate: GateRun, { exchanges, gates }: Run, scenario: Scenario): string[] {
  if (!gate.failure) return [];
  const { message, reasons = [message], properties } = gate.failure;
  const broken: string[] = [];
  if (properties && "openedBy" in properties) broken.push(`${name(gate)} failed with the mark of an open one`);
  const until = gate.endedAt;
  const heard = answered(exchanges, until);
  const told = toldTo(gate, exchanges);
  const isFinal = ({ answer }: Exchange) =>
    answer !== undefined &&
    ([400, 403, 413].includes(answer.status) ||
      (answer.status === 404 && bodyOf(answer)?.error_code && bodyOf(answer)?.error_code !== "iMetal.0200"));
  // What IAM refuses is the last word of this process, and a key that was refused less than a minute ago is for all gates.
  const isSignedOut = heard.some((one) => one.kind === "iam" && (one.answer?.status === 401 || isFinal(one)));
  const refusals = heard.filter(({ answer }) => answer?.status === 401);
  const isRefused =
    refusals.length >= (scenario.signIn === "password" ? 2 : 1) &&
    (refusals.at(-1)?.endedAt ?? 0) >= gate.beganAt - REFUSAL_MS;
  for (const reason of reasons.filter((one) => !/^and \d+ more/.test(one))) {
    const id =
      gate.ids.find((one) => reason.includes(one)) ??
      (/^instance (\d+) of /.exec(reason) ? gate.ids[Number(/^instance (\d+) of /.exec(reason)?.[1]) - 1] : undefined);
    const said = told.flatMap(({ kind, ids, answer, endedAt }) => {
      const says =
        answer &&
        id !== undefined &&
        ids.includes(id) &&
        (kind === "status" ? saidByStatus(answer) : saidByList(answer, id));
      return says ? [{ kind, says, endedAt }] : [];
    });
    // Others of the same process may have asked what this gate was not told.
    const isMine = id !== undefined && isAlone(gate, id, gates);
    const last = said.filter(({ kind }) => kind === "status").at(-1);
    const lastedMs = () => {
      const others = said.filter(({ says }) => says !== last?.says).at(-1);
      const first = said.find((one) => others === undefined || said.indexOf(one) > said.indexOf(others));
      return (said.at(-1)?.endedAt ?? 0) - (first?.endedAt ?? 0);
    };
    /** For how long the status API has gone on saying the same; the list may not know what is in progress. */
    const attestedMs = () => {
      const byStatus = said.filter(({ kind, says }) => kind === "status" && (isMine || says === last?.says));
      const run = byStatus.slice(byStatus.map(({ says }) => says === last?.says).lastIndexOf(false) + 1);
      return (run.at(-1)?.endedAt ?? 0) - (run[0]?.endedAt ?? 0);
    };
    const isOldList = scenario.list === "old vocabulary" || scenario.list === "lagging";
    if (reason.includes("retry its provisioning")) {
      if (last?.says !== "failed" || gate.gate.tolerateError)
        broken.push(`failed on ${id}, whose status was ${last?.says}`);
    } else if (reason.includes("cannot come back")) {
      if (last?.says !== "gone") broken.push(`gave ${id} up, whose status was ${last?.says}`);
    } else if (reason.includes("with nothing in progress")) {
      if (last?.says !== "idle" || attestedMs() < ms(gate.gate.stoppedGrace))
        broken.push(`gave ${id} up as stopped after ${attestedMs()} ms of ${last?.says} by the status API`);
    } else if (reason.includes("was not found for")) {
      if (last?.says !== "missing" || (!isOldList && lastedMs() < ms(gate.gate.notFoundGrace)))
        broken.push(`gave ${id} up as missing after ${lastedMs()} ms of ${last?.says}`);
    } else if (reason.includes("interrupted after")) {
      if (gate.gate.interruptedAfterMs === null) broken.push("says that it was interrupted, though nobody did");
    } else if (reason.includes("at the timeout of")) {
      if (until - gate.beganAt < ms(gate.gate.timeout)) broken.push("timed out before its deadline");
    } else if (
      !isSignedOut &&
      !isRefused &&
      !told.some((one) => asksTheStatusOf(one, id === undefined ? gate.ids : [id]) && isFinal(one))
    ) {
      // What is left could not be looked up: its answer was final, or there was no way to the API for a minute and never before.
      const came = heard.filter(
        ({ answer, kind }) =>
          kind !== "iam" && answer?.status === 200 && bodyOf(answer) && bodyOf(answer)?.error_code === undefined,
      );
      const firstFailure = heard.find(({ endedAt }) => endedAt >= gate.beganAt);
      if (came.length > 0) broken.push(`failed for want of a way to an API that had answered: ${reason}`);
      else if (until - (firstFailure?.endedAt ?? until) < 60_000)
        broken.push(`gave the way to the API up after ${until - (firstFailure?.endedAt ?? until)} ms: ${reason}`);
    }
  }
  return broken.map((one) => (one.startsWith(name(gate)) ? one : `${name(gate)} ${one}`));
}

const asksTheStatusOf = ({ kind, ids }: Exchange, some: readonly string[]) =>
  kind === "status" && ids.some((id) => some.includes(id));
