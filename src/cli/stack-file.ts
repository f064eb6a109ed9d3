/** The configuration of a stack as it lies in its folder, `Pulumi.<stack>.yaml`; its secrets stay sealed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { type Finding, ok, warning } from "../doctor/finding";
import { nearestOf } from "../given-options";
import { UsageError } from "./command";
import { fileError } from "./file-error";

export interface StackFile {
  config(key: string): string | undefined;
  /** Whether the stack holds a secret under this key. */
  isSealed(key: string): boolean;
  /** What a reader should know of it. */
  readonly findings: readonly Finding[];
}

const NONE: StackFile = { config: () => undefined, isSealed: () => false, findings: [] };
/** What this package reads. */
const NAMESPACES = /^(huaweicloud|clouddc):/;

/** Throws a {@link UsageError} about a stack that is not there. `stack` may be qualified, as `organisation/project/stack`. */
export function readStack(folder: string, stack: string | undefined): StackFile {
  const project = findProject(folder);
  if (project === undefined) {
    if (stack === undefined) return NONE;
    throw new UsageError(`There is no Pulumi.yaml in ${folder} or above it, so there is no stack "${stack}".`);
  }
  const about = readYaml(project);
  const place = resolve(dirname(project), typeof about.stackConfigDir === "string" ? about.stackConfigDir : ".");
  const stacks = stacksIn(place);
  const [only, ...others] = stacks;
  const name = stack?.split("/").at(-1) ?? (others.length === 0 ? only : undefined);
  if (name === undefined) {
    if (only === undefined) return NONE;
    return { ...NONE, findings: [warning("stack", "none is read, because there are several", choose(stacks))] };
  }
  if (!stacks.includes(name)) {
    const meant = nearestOf(name, stacks);
    const hint = meant === undefined ? `there are: ${stacks.join(", ") || "none"}` : `did you mean "${meant}"?`;
    throw new UsageError(`There is no Pulumi.${name}.yaml in ${place}: ${hint}${meant === undefined ? "." : ""}`);
  }
  const file = join(place, `Pulumi.${name}.yaml`);
  return stackOf(file, { ...asMap(about.config), ...asMap(readYaml(file).config) });
}

function stackOf(file: string, values: Record<string, unknown>): StackFile {
  const sealed = Object.keys(values).filter((key) => NAMESPACES.test(key) && isSealed(values[key]));
  const findings = [
    ok("stack", file),
    ...(sealed.length === 0
      ? []
      : [
          warning(
            "stack",
            `its secrets are not read: ${sealed.join(", ")}`,
            "set the environment variables for them to try them here",
          ),
        ]),
  ];
  return { config: (key) => textOf(values[key]), isSealed: (key) => sealed.includes(key), findings };
}

function findProject(folder: string): string | undefined {
  const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(folder, name)).find((one) => existsSync(one));
  if (file !== undefined || dirname(folder) === folder) return file;
  return findProject(dirname(folder));
}

const stacksIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []) : [];

const choose = (stacks: readonly string[]) => `name one with --stack: ${stacks.join(", ")}`;

function readYaml(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(file, "read", error);
  }
  try {
    return asMap(parse(text));
  } catch (error) {
    throw new Error(`${file} is not valid YAML: ${(error as Error).message.split("\n", 1)[0]}.`);
  }
}

/** A project's own value may be an object that holds it; any other object reaches a program as JSON. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || isSealed(value)) return undefined;
  if (typeof value !== "object") return String(value);
  return "value" in value ? textOf(value.value) : JSON.stringify(value);
}

/** A secret, or an object with one in it. */
const isSealed = (value: unknown): boolean =>
  typeof value === "object" && value !== null && ("secure" in value || Object.values(value).some(isSealed));

const asMap = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
