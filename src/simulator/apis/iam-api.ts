/** The two IAM calls that sign-in needs: a token for a password, and the projects by name. */

import { authenticate, type Credentials, isRefusal } from "../auth/authenticate";
import type { Call } from "../http/call";
import { type CloudResponse, iamError, json, microseconds } from "../http/response";
import type { Project, User } from "../options";

export interface Iam {
  users: readonly User[];
  projects: readonly Required<Project>[];
  tokenLifetimeMs: number;
  credentials: Credentials;
}

interface TokenBody {
  auth?: {
    identity?: {
      methods?: string[];
      password?: { user?: { name?: string; password?: string; domain?: { name?: string } } };
    };
    scope?: { project?: { id?: string; name?: string } };
  };
}

function readBody(text: string): TokenBody["auth"] {
  try {
    return (JSON.parse(text) as TokenBody | null)?.auth;
  } catch {
    return undefined;
  }
}

const domainId = (domain: string) => `domain-of-${domain}`;

function issueToken(call: Call, iam: Iam): CloudResponse {
  const auth = readBody(call.body);
  const sent = auth?.identity?.password?.user;
  if (!auth?.identity?.methods?.includes("password") || typeof sent?.name !== "string")
    return iamError(
      400,
      "The request body is invalid: password authentication needs a user with a name, a password and a domain.",
    );
  const user = iam.users.find((one) => one.name === sent.name && one.domain === sent.domain?.name);
  if (user === undefined || user.password !== sent.password) return iamError(401, "The username or password is wrong.");

  const wanted = auth.scope?.project;
  const project =
    wanted && iam.projects.find((one) => (wanted.id === undefined ? one.name === wanted.name : one.id === wanted.id));
  // Keystone, on which IAM is built, answers a scope that it cannot find like a wrong password; Huawei's page lists both codes.
  if (wanted !== undefined && project === undefined)
    return iamError(401, "The request you have made requires authentication.");

  const { text, expiresAt } = iam.credentials.tokens.issue(project, iam.tokenLifetimeMs);
  const domain = { id: domainId(user.domain), name: user.domain };
  const token = {
    expires_at: microseconds(expiresAt),
    issued_at: microseconds(expiresAt - iam.tokenLifetimeMs),
    methods: ["password"],
    user: { id: `user-${user.name}`, name: user.name, domain },
    ...(project === undefined ? { domain } : { project: { id: project.id, name: project.name, domain } }),
    catalog: [],
    roles: [],
  };
  return json(201, { token }, { "x-subject-token": text });
}

function listProjects(call: Call, iam: Iam): CloudResponse {
  const caller = authenticate(call, iam.credentials);
  if (isRefusal(caller)) return iamError(401, caller.message);
  const domain_id = domainId(iam.users[0]?.domain ?? "simulator-domain");
  const { name } = call.query;
  const projects = iam.projects
    .filter((project) => name === undefined || project.name === name)
    .map((project) => ({ id: project.id, name: project.name, domain_id, enabled: true }));
  return json(200, { projects });
}

/** A POST to /v3/projects would create a project, which no look-up may do: it is refused, and stands in the log. */
export function answerIam(call: Call, iam: Iam): CloudResponse {
  if (call.kind === "token" && call.method === "POST") return issueToken(call, iam);
  if (call.kind === "projects" && call.method === "GET") return listProjects(call, iam);
  return iamError(405, "The method is not allowed for the requested URL.");
}
