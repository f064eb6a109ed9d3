/** A profile of KooCLI (`hcloud`) in `~/.hcloud/config.json`, which the Terraform provider reads as well. */
import { parseObject } from "../http/answer";
import { fromConfig, fromEnvironment, type Settings } from "../settings";
import { badProfile, profileFile, readProfile } from "./profile-file";

export interface KooCliProfile {
  readonly path: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Profile and file, in a reader's words. */
  readonly source: string;
  /** The file's own `authEncrypt`. */
  readonly authEncrypt: unknown;
}

/** What the user said about file and profile. */
const choiceOf = (settings: Settings) => ({
  file: fromEnvironment(settings, "HW_SHARED_CONFIG_FILE") ?? fromConfig(settings, "sharedConfigFile"),
  name: fromEnvironment(settings, "HW_PROFILE") ?? fromConfig(settings, "profile"),
});

/** Whether somebody named file or profile, so that they go before what merely lies at its usual place. */
export function namesKooCliProfile(settings: Settings): boolean {
  const { file, name } = choiceOf(settings);
  return file !== undefined || name !== undefined;
}

/**
 * The named profile, else the file's current one; undefined where there is no file, or one without profiles that nobody
 * named. Throws a `CredentialsError` about a file that cannot be used.
 */
export function readKooCliProfile(settings: Settings): KooCliProfile | undefined {
  const choice = choiceOf(settings);
  const named = namesKooCliProfile(settings);
  const { path } = profileFile(settings, choice.file, ".hcloud", "config.json");
  const text = readProfile({ path, named });
  if (text === undefined) return undefined;

  const config = parseObject(text);
  if (!config)
    throw badProfile(path, "is not a JSON object", "run hcloud configure init to create it again, or remove it");
  const profiles = (Array.isArray(config.profiles) ? config.profiles : []).filter(isObject);
  if (profiles.length === 0 && !named) return undefined;

  const name = choice.name ?? textOf(config.current) ?? "default";
  const fields = profiles.find((candidate) => candidate.name === name);
  if (fields)
    return { path, name, fields, source: `the profile "${name}" in ${path}`, authEncrypt: config.authEncrypt };
  const known = profiles.flatMap(({ name: other }) => textOf(other) ?? []).join(", ") || "none";
  throw badProfile(path, `has no profile "${name}"`, `choose one with HW_PROFILE (there are: ${known})`);
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** KooCLI writes what is not set as an empty text. */
export const textOf = (value: unknown): string | undefined => (typeof value === "string" && value.trim()) || undefined;
