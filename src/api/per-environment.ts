/** What lives as long as the environment that it has read: clients, and with them credentials and answers. */
import type { Settings } from "./settings";

type Env = Settings["env"];

/**
 * A process may change its environment, to sign in as another tenant or with another key. What it is made of is a copy: a wait
 * that is under way signs in as it began.
 */
export function perEnvironment<Kept>(): (make: (env: Env) => Kept) => Kept {
  let known: { read: Map<string, string | undefined>; kept: Kept } | undefined;
  return (make) => {
    if (known && [...known.read].every(([name, value]) => process.env[name] === value)) return known.kept;
    const read = new Map<string, string | undefined>();
    known = { read, kept: make(noting(copied(process.env), read)) };
    return known.kept;
  };
}

/** Notes each variable that is read. */
const noting = (env: Env, read: Map<string, string | undefined>): Env =>
  new Proxy(env, {
    get(_target, name) {
      if (typeof name !== "string") return undefined;
      read.set(name, env[name]);
      return env[name];
    },
  });

/** On Windows a variable is found by its name in any case; in a copy it is no more. */
function copied(env: Env): Env {
  if (process.platform !== "win32") return { ...env };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
}
