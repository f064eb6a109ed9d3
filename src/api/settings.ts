/** Where settings come from: the environment, the stack's configuration, the user's files. Injected, so that tests never read the developer's machine. */
import { homedir } from "node:os";

export interface Settings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a stack configuration value by its full key, such as `huaweicloud:region`; secrets come decrypted. */
  readonly config: (key: string) => string | undefined;
  /** The folder that holds `.hcloud` and `.huaweicloud`. */
  readonly home: string;
  /** Whether the stack holds a secret under this key that `config` cannot read. @default it reads all */
  readonly isSealed?: (key: string) => boolean;
}

/** A value, and where it came from: the name of the variable, the key of the stack, the profile. */
export interface Sourced {
  readonly value: string;
  readonly source: string;
}

export function systemSettings(
  config: Settings["config"] = () => undefined,
  env: Settings["env"] = process.env,
): Settings {
  return { env, config, home: homedir() };
}

/** A path that may begin with `~`, for no shell reads what stands in a stack's configuration or in quotes. */
export const fullPath = (path: string, { home }: Pick<Settings, "home">): string =>
  path.replace(/^~(?=$|[/\\])/, () => home);

/** The first of these environment variables that is set and not empty. */
export function environmentValue({ env }: Settings, ...names: string[]): Sourced | undefined {
  return firstOf(names.map((source) => ({ value: env[source]?.trim(), source })));
}

export const fromEnvironment = (settings: Settings, ...names: string[]): string | undefined =>
  environmentValue(settings, ...names)?.value;

/**
 * A `huaweicloud:` value of the stack. Users of the bridged Huawei provider have both spellings in their stacks: its SDK
 * reads camelCase, its documentation writes snake_case.
 */
export function configValue({ config }: Settings, name: string): Sourced | undefined {
  return firstOf(keysOf(name).map((source) => ({ value: config(source)?.trim(), source })));
}

export const fromConfig = (settings: Settings, name: string): string | undefined => configValue(settings, name)?.value;

/** The key under which the stack holds a secret for this `huaweicloud:` value that cannot be read here. */
export const sealedKey = ({ isSealed }: Settings, name: string): string | undefined =>
  isSealed && keysOf(name).find(isSealed);

function keysOf(name: string): string[] {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [name, snake].map((key) => `huaweicloud:${key}`);
}

const firstOf = (values: { value: string | undefined; source: string }[]): Sourced | undefined =>
  values.find((one): one is Sourced => !!one.value);
