/** What is right and what is wrong with a set-up, from its settings to an instance. Each part of the package says its own. */
import { createAuthenticators } from "../api/auth/authenticators";
import type { Asked } from "../api/auth/credentials/credential-chain";
import { createTransport, type Send } from "../api/http/transport";
import type { Settings } from "../api/settings";
import type { Location, Target } from "../api/target";
import type { Clock } from "../clock";
import { isCloudDcError } from "../errors";
import { examineAccess } from "./access";
import { examineConnection } from "./connection";
import { examineAgency, examineCredentials } from "./credentials";
import { type Finding, problemOf, warning } from "./finding";
import { examinePlace } from "./place";

export type { Finding } from "./finding";

export interface DoctorContext {
  readonly settings: Settings;
  readonly clock: Clock;
  /** Aborted when nobody wants to know any more. */
  readonly signal: AbortSignal;
}

/** What is examined ends where nothing further can be told. */
export async function diagnose(
  where: Location,
  instanceId: string | undefined,
  context: DoctorContext,
): Promise<Finding[]> {
  const { settings } = context;
  const { findings: place, target } = examinePlace(where, settings);
  const send = target && trustworthy(target, context);
  if (!target || !send) return [...place, UNCHECKED];
  if (typeof send !== "function") return [...place, send, UNCHECKED];

  const io = { send, clock: context.clock };
  const connection = await examineConnection(target, io);
  const asked: Asked[] = [];
  const signIn = createAuthenticators(settings, { ...io, onAsked: (one) => asked.push(one) });
  const authenticator = await signIn(target).catch((error) => {
    if (isCloudDcError(error)) return error;
    throw error;
  });
  const failure = isCloudDcError(authenticator) ? authenticator : undefined;
  const agency = examineAgency(settings, asked);
  const hasWrongAgency = agency.some(({ level }) => level === "problem");
  const credentials = [...examineCredentials(asked, hasWrongAgency ? undefined : failure), ...agency];
  const isReached = connection.every(({ level, check }) => level !== "problem" || check === "clock");
  if (isCloudDcError(authenticator) || !isReached) return [...place, ...credentials, ...connection, UNCHECKED];
  return [...place, ...credentials, ...connection, ...(await examineAccess(target, authenticator, instanceId))];
}

const UNCHECKED = warning(
  "rest",
  "sign-in and permissions were not checked",
  "fix the problems above, and run it again",
);

/** The transport, or what is wrong with the file of certificates. */
function trustworthy(target: Target, { settings, signal }: DoctorContext): Send | Finding {
  try {
    const send = createTransport({ ...target, env: settings.env });
    return (request, options) => send(request, { signal, ...options });
  } catch (error) {
    if (isCloudDcError(error)) return problemOf("certificates", error);
    throw error;
  }
}
