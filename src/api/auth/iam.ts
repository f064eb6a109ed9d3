/** The two requests to IAM, Huawei's identity service: a token for a password, and a project's id by its name. */
import type { Clock } from "../../clock";
import { ArgumentError, CloudDcError, CredentialsError, factsOf } from "../../errors";
import { quote } from "../../redact";
import { isObject, isSendable, readAnswer } from "../http/answer";
import { isId } from "../http/ids";
import { failureOf } from "../http/response";
import type { HttpResponse, Send } from "../http/transport";
import type { Target } from "../target";
import type { AuthenticatedSend } from "./authenticated-send";
import type { PasswordCredentials } from "./credentials/credentials";

export interface IssuedToken {
  readonly token: string;
  /** On this machine's clock, in milliseconds since the epoch. */
  readonly expiresAt?: number;
  /** The project that the token is for. */
  readonly projectId?: string;
}

/** Something that IAM knows by its id or by its name. */
export type Named = { readonly id: string } | { readonly name: string };
/** What a token is wanted for: a project, or everything that is not of a region. */
export type Scope = { readonly project: Named } | { readonly domain: Named };

/**
 * `POST /v3/auth/tokens`: the token comes in a header, its end in the body.
 * https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html
 */
export async function signIn(
  target: Target,
  credentials: PasswordCredentials,
  scope: Scope,
  { send, clock }: { send: Send; clock: Clock },
): Promise<IssuedToken> {
  const { password, user, source } = credentials;
  const body = JSON.stringify({
    auth: { identity: { methods: ["password"], password: { user: { ...user, password } } }, scope },
  });
  const headers = { "Content-Type": "application/json;charset=utf8" };
  const response = await send(
    { method: "POST", url: iamUrl(target, "/v3/auth/tokens"), headers, body },
    { secrets: [password] },
  );
  if (response.status !== 201)
    throw iamFailure(target, response, {
      wanted: "to sign in",
      remedy: `check the user, the password and the account from ${source}, that the user may use the project, and that it is an IAM user, because a HUAWEI ID gets no token`,
      secrets: [password],
    });
  const token = response.headers["x-subject-token"];
  if (!token) throw noSuchAnswer(target, response, "no token", [password]);
  if (!isSendable(token)) throw noSuchAnswer(target, response, "a token that no header can hold", [password, token]);
  return { token, ...readToken(readAnswer(response.body)?.token, clock.date()) };
}

/** `GET /v3/projects?name=`: never creates a project, unlike the Node SDK. */
export async function findProjectId(
  target: Target,
  name: string,
  send: AuthenticatedSend,
  secrets: () => readonly string[],
): Promise<string> {
  const url = iamUrl(target, "/v3/projects");
  url.search = new URLSearchParams({ name }).toString();
  const refusal = (response: HttpResponse, remedy: string) =>
    iamFailure(target, response, { wanted: `to look up the project "${name}"`, remedy, secrets: secrets() });
  const response = await send({ method: "GET", url }, { refusal });
  if (response.status !== 200) throw refusal(response, "grant iam:projects:listProjects, or set HW_PROJECT_ID");
  const projects = readAnswer(response.body)?.projects;
  if (!Array.isArray(projects)) throw noSuchAnswer(target, response, "a list without projects", secrets());
  const ids = (projects as { id?: unknown; name?: unknown }[])
    .filter((project) => project?.name === name)
    .flatMap(({ id }) => (isId(id) ? [id] : []));
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) return id;
  const many = `IAM knows several projects named ${name} (${quote(ids.join(", "), secrets())}); pass the right one`;
  const none = `IAM lists no project named ${name} for these credentials; pass its id, or set HW_PROJECT_ID`;
  throw new ArgumentError("projectId", undefined, id === undefined ? none : many);
}

export function iamUrl({ iamEndpoint }: Target, path: string): URL {
  if (iamEndpoint !== undefined) return new URL(`${iamEndpoint}${path}`);
  throw new ArgumentError("region", undefined, "the address of IAM depends on it; set it, or set HW_AUTH_URL");
}

interface Refused {
  readonly wanted: string;
  readonly remedy: string;
  readonly secrets: readonly string[];
  /** A 404 of IAM's own says that it knows no such thing, and not that it is no IAM. */
  readonly isKnownBy404?: boolean;
}

/**
 * What IAM's response means. Its 429 is no 429 of CloudDC's and must not slow that down, and its 403 does not speak of
 * instances: both come under codes of their own.
 */
export function iamFailure(
  target: Target,
  response: HttpResponse,
  { wanted, remedy, secrets, isKnownBy404 = false }: Refused,
): CloudDcError {
  const failure = failureOf(response, { secrets });
  const { code, status } = failure;
  const refusal = `${hostOf(target)} refused ${wanted} (${factsOf(failure)})`;
  if (code === "SERVER_ERROR" || code === "THROTTLED") return new CloudDcError("SERVER_ERROR", refusal, { secrets });
  const isElsewhere = code === "UNEXPECTED_ANSWER" || code === "HEADER_TOO_LARGE";
  if (isElsewhere || (status === 404 && !isKnownBy404))
    return new CloudDcError(code, `${refusal}; check the region, or HW_AUTH_URL`, { secrets });
  return new CredentialsError("BAD_CREDENTIALS", `${refusal}; ${remedy}`, { secrets });
}

/** A good status without what was asked for: an error with its message, where the body tells one. */
export function noSuchAnswer(
  target: Target,
  response: HttpResponse,
  what: string,
  secrets: readonly string[],
): CloudDcError {
  const failure = failureOf(response, { secrets });
  const isError = failure.errorCode !== undefined;
  // A body that tells no error may be the keys.
  const facts = factsOf(isError ? failure : { ...failure, errorMsg: undefined });
  const message = `${hostOf(target)} answered with ${what} (${facts})`;
  return new CloudDcError(isError ? "UNEXPECTED_ANSWER" : "MALFORMED_ANSWER", message, { secrets });
}

const hostOf = ({ iamEndpoint }: Target) => `IAM at ${iamEndpoint ? new URL(iamEndpoint).host : "no address"}`;

/** How long the token lasts is counted from now, for this machine's clock may differ from the server's. */
function readToken(token: unknown, now: Date): Omit<IssuedToken, "token"> {
  const { issued_at, expires_at, project } = isObject(token) ? token : {};
  const lastsMs = dateOf(expires_at) - dateOf(issued_at);
  const id = isObject(project) ? project.id : undefined;
  return {
    // One that has ended before it began says nothing of its end.
    ...(lastsMs > 0 && { expiresAt: now.getTime() + lastsMs }),
    ...(isId(id) && { projectId: id }),
  };
}

const dateOf = (value: unknown): number => (typeof value === "string" ? Date.parse(value) : Number.NaN);
