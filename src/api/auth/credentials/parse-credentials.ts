/** The credentials that one source's values make up: a token, else a pair of keys, else a user's password. Pure. */
import { CredentialsError } from "../../../errors";
import type { Credentials, KeyCredentials, PasswordCredentials } from "./credentials";

export type Part =
  | "token"
  | "accessKey"
  | "secretKey"
  | "securityToken"
  | "password"
  | "userName"
  | "userId"
  | "domainName"
  | "domainId";

export interface Values {
  /** In a reader's words, such as `the environment`. */
  readonly place: string;
  /** What each part is called there; the first name is the one to recommend. */
  readonly names: Partial<Record<Part, readonly string[]>>;
  readonly read: (name: string) => unknown;
  /** What the source says beside them. */
  readonly beside?: Pick<Credentials, "region" | "projectId" | "agency">;
}

interface Value {
  readonly name: string;
  readonly text: string;
}

/** Undefined when the source says nothing; half a pair is an error, since somebody meant it to be whole. */
export function credentialsOf(values: Values): Credentials | undefined {
  const token = find(values, "token");
  if (token) return { kind: "token", token: sendable(token, values), ...found(values, token) };
  return keysOf(values) ?? passwordOf(values);
}

function keysOf(values: Values): KeyCredentials | undefined {
  const accessKey = find(values, "accessKey");
  const secretKey = find(values, "secretKey");
  const securityToken = find(values, "securityToken");
  const any = accessKey ?? secretKey ?? securityToken;
  if (!any) return undefined;
  if (!accessKey) throw half(values, any, "accessKey");
  if (!secretKey) throw half(values, any, "secretKey");
  return {
    kind: "keys",
    accessKey: sendable(accessKey, values),
    secretKey: secretKey.text,
    ...(securityToken && { securityToken: sendable(securityToken, values) }),
    ...found(values, accessKey),
  };
}

function passwordOf(values: Values): PasswordCredentials | undefined {
  const password = find(values, "password");
  const id = find(values, "userId");
  const name = find(values, "userName");
  const any = password ?? id ?? name;
  if (!any) return undefined;
  if (!password) throw half(values, any, "password");
  const whole = { kind: "password", password: password.text, ...found(values, password) } as const;
  if (id) return { ...whole, user: { id: id.text } };
  if (!name) throw half(values, any, "userName");
  const domainId = find(values, "domainId");
  const domainName = find(values, "domainName");
  if (!domainId && !domainName) throw half(values, name, "domainName");
  const domain = domainId ? { id: domainId.text } : { name: domainName?.text ?? "" };
  return { ...whole, user: { name: name.text, domain } };
}

function find({ names, read }: Values, part: Part): Value | undefined {
  for (const name of names[part] ?? []) {
    const value = read(name);
    if (typeof value === "string" && value.trim() !== "") return { name, text: value.trim() };
  }
  return undefined;
}

const found = ({ place, beside }: Values, { name }: Value) => ({ source: `${place} (${name})`, ...beside });

const half = ({ place, names }: Values, { name }: Value, missing: Part) =>
  new CredentialsError(
    "BAD_CREDENTIALS",
    `${place} has ${name} without ${names[missing]?.[0] ?? missing}: set both, or neither`,
  );

/** What travels in a header; a line break in it, as from a careless copy, would fail deep in Node. */
function sendable({ name, text }: Value, { place }: Values): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new CredentialsError(
    "BAD_CREDENTIALS",
    `${name} in ${place} holds a character that cannot be sent, such as a line break: copy it again`,
    { secrets: [text] },
  );
}
