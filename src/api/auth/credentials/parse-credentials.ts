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

export interface Source {
  /** In a reader's words, such as `the environment`. */
  readonly place: string;
  /** What each part is called there; the first name is the one to recommend. */
  readonly names: Partial<Record<Part, readonly string[]>>;
  readonly read: (name: string) => unknown;
  /** What the source says beside them. */
  readonly beside?: { readonly region?: string; readonly projectId?: string };
}

interface Value {
  readonly name: string;
  readonly text: string;
}

/** Undefined when the source says nothing; half a pair is an error, since somebody meant it to be whole. */
export function credentialsOf(source: Source): Credentials | undefined {
  const token = find(source, "token");
  if (token) return { kind: "token", token: sendable(token, source), ...found(source, token) };
  return keysOf(source) ?? passwordOf(source);
}

function keysOf(source: Source): KeyCredentials | undefined {
  const accessKey = find(source, "accessKey");
  const secretKey = find(source, "secretKey");
  const securityToken = find(source, "securityToken");
  const any = accessKey ?? secretKey ?? securityToken;
  if (!any) return undefined;
  if (!accessKey) throw half(source, any, "accessKey");
  if (!secretKey) throw half(source, any, "secretKey");
  return {
    kind: "keys",
    accessKey: sendable(accessKey, source),
    secretKey: secretKey.text,
    ...(securityToken && { securityToken: sendable(securityToken, source) }),
    ...found(source, accessKey),
  };
}

function passwordOf(source: Source): PasswordCredentials | undefined {
  const password = find(source, "password");
  const id = find(source, "userId");
  const name = find(source, "userName");
  const any = password ?? id ?? name;
  if (!any) return undefined;
  if (!password) throw half(source, any, "password");
  const whole = { kind: "password", password: password.text, ...found(source, password) } as const;
  if (id) return { ...whole, user: { id: id.text } };
  if (!name) throw half(source, any, "userName");
  const domainId = find(source, "domainId");
  const domainName = find(source, "domainName");
  if (!domainId && !domainName) throw half(source, name, "domainName");
  const domain = domainId ? { id: domainId.text } : { name: domainName?.text ?? "" };
  return { ...whole, user: { name: name.text, domain } };
}

function find({ names, read }: Source, part: Part): Value | undefined {
  for (const name of names[part] ?? []) {
    const value = read(name);
    if (typeof value === "string" && value.trim() !== "") return { name, text: value.trim() };
  }
  return undefined;
}

const found = ({ place, beside }: Source, { name }: Value) => ({ source: `${place} (${name})`, ...beside });

const half = ({ place, names }: Source, { name }: Value, missing: Part) =>
  new CredentialsError(
    "BAD_CREDENTIALS",
    `${place} has ${name} without ${names[missing]?.[0] ?? missing}: set both, or neither`,
  );

/** What travels in a header; a line break in it, as from a careless copy, would fail deep in Node. */
function sendable({ name, text }: Value, { place }: Source): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new CredentialsError(
    "BAD_CREDENTIALS",
    `${name} in ${place} holds a character that cannot be sent, such as a line break: copy it again`,
    { secrets: [text] },
  );
}
