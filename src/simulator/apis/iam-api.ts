/** What sign-in needs of IAM: a token for a password, temporary keys of an agency, and the projects by name. */

import { authenticate, isRefusal } from "../auth/authenticate";
import { readObject } from "../http/body";
import type { Call } from "../http/call";
import { type CloudResponse, iamError, json, microseconds } from "../http/response";
import { domainIdOf, type Project, type User } from "../options";
import { type Agencies, issueTemporaryKeys } from "./agency-api";

export interface Iam extends Agencies {
  users: readonly User[];
  projects: readonly Required<Project>[];
  tokenLifetimeMs: number;
}

interface SentUser {
  id?: string;
  name?: string;
  password?: string;
  domain?: { id?: string; name?: string };
}

interface PasswordSignIn {
  identity?: { methods?: string[]; password?: { user?: SentUser } };
  scope?: { project?: { id?: string; name?: string } };
}

const userId = ({ name, id = `user-${name}` }: User) => id;

/** An id names a user by itself; a name does so within an account, which has a name and an id as well. */
function isUser(user: User, { id, name, domain }: SentUser): boolean {
  if (id !== undefined) return id === userId(user);
  return (
    name === user.name && (domain?.id === undefined ? domain?.name === user.domain : domain.id === domainIdOf(user))
  );
}

function issueToken(call: Call, iam: Iam): CloudResponse {
  const auth = readObject(call.body)?.auth as PasswordSignIn | undefined;
  const sent = auth?.identity?.password?.user;
  if (!auth?.identity?.methods?.includes("password") || !sent)
    return iamError(
      400,
      "The request body is invalid: password authentication needs a user's password with its id, or with its name and domain.",
    );
  const user = iam.users.find((one) => isUser(one, sent));
  if (user === undefined || user.password !== sent.password) return iamError(401, "The username or password is wrong.");

  const wanted = auth.scope?.project ?? undefined;
  const project =
    wanted && iam.projects.find((one) => (wanted.id === undefined ? one.name === wanted.name : one.id === wanted.id));
  // Keystone, on which IAM is built, answers a scope that it cannot find like a wrong password; Huawei's page lists both codes.
  if (wanted !== undefined && project === undefined)
    return iamError(401, "The request you have made requires authentication.");

  const { text, expiresAt } = iam.credentials.tokens.issue(project, iam.tokenLifetimeMs);
  const domain = { id: domainIdOf(user), name: user.domain };
  const token = {
    expires_at: microseconds(expiresAt),
    issued_at: microseconds(expiresAt - iam.tokenLifetimeMs),
    methods: ["password"],
    user: { id: userId(user), name: user.name, domain },
    ...(project === undefined ? { domain } : { project: { id: project.id, name: project.name, domain } }),
    catalog: [],
    roles: [],
  };
  return json(201, { token }, { "x-subject-token": text });
}

function listProjects(call: Call, iam: Iam): CloudResponse {
  const caller = authenticate(call, iam.credentials);
  if (isRefusal(caller)) return iamError(401, caller.message);
  const domain_id = domainIdOf(iam.users[0] ?? { domain: "simulator-domain" });
  const { name } = call.query;
  const projects = iam.projects
    .filter((project) => name === undefined || project.name === name)
    .map((project) => ({ id: project.id, name: project.name, domain_id, enabled: true }));
  return json(200, { projects });
}

/** A POST to /v3/projects would create a project, which no look-up may do: it is refused, and stands in the log. */
function answer(call: Call, iam: Iam): CloudResponse {
  if (call.kind === "token" && call.method === "POST") return issueToken(call, iam);
  if (call.kind === "agency" && call.method === "POST") return issueTemporaryKeys(call, iam);
  if (call.kind === "projects" && call.method === "GET") return listProjects(call, iam);
  return iamError(405, "The method is not allowed for the requested URL.");
}

/** Huawei's support asks for IAM's trace id, and its SDKs print it. */
export function answerIam(call: Call, iam: Iam): CloudResponse {
  const response = answer(call, iam);
  return { ...response, headers: { ...response.headers, "x-iam-trace-id": `simulator_${call.requestId}` } };
}
