/** Where settings come from: the environment, the stack's configuration, the user's files. Injected, so that tests never read the developer's machine. */
import { homedir } from "node:os";

export interface Settings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a stack configuration value by its full key, such as `huaweicloud:region`; secrets come decrypted. */
  readonly config: (key: string) => string | undefined;
  /** The folder that holds `.hcloud` and `.huaweicloud`. */
  readonly home: string;
}

export function systemSettings(config: Settings["config"] = () => undefined): Settings {
  return { env: process.env, config, home: homedir() };
}

/** The first of these environment variables that is set and not empty. */
export function fromEnvironment({ env }: Settings, ...names: string[]): string | undefined {
  return names.map((name) => env[name]?.trim()).find((value) => value);
}

/**
 * A `huaweicloud:` value of the stack. Users of the bridged Huawei provider have both spellings in their stacks: its SDK
 * reads camelCase, its documentation writes snake_case.
 */
export function fromConfig({ config }: Settings, name: string): string | undefined {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [name, snake].map((key) => config(`huaweicloud:${key}`)?.trim()).find((value) => value);
}
