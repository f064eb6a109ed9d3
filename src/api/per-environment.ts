/** What lives as long as the environment that it was made of: clients, and with them credentials and answers. */
import { createHash } from "node:crypto";
import type { Settings } from "./settings";

/**
 * A process may change its environment, to sign in as another tenant or with another key. What it is made of is a copy: a wait
 * that is under way signs in as it began.
 */
export function perEnvironment<Kept>(): (make: (env: Settings["env"]) => Kept) => Kept {
  let known: { key: string; kept: Kept } | undefined;
  return (make) => {
    // It holds secrets, which are not kept twice.
    const key = createHash("sha256").update(JSON.stringify(process.env)).digest("hex");
    if (known?.key !== key) known = { key, kept: make(copied(process.env)) };
    return known.kept;
  };
}

/** On Windows a variable is found by its name in any case; in a copy it is no more. */
function copied(env: Settings["env"]): Settings["env"] {
  if (process.platform !== "win32") return { ...env };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
}
