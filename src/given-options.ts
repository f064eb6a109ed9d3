/** What a program gives of the options that there are. Nothing else is ignored in silence. A leaf among leaves. */
import { distance } from "fastest-levenshtein";
import { quote } from "./redact";

/** As a program may give them: `null` counts as not given. */
export type Given<Options> = {
  [Key in keyof Options]: Options[Key] | (undefined extends Options[Key] ? null | undefined : never);
};

/**
 * What is given of these options, and a sentence on each other one: a typing error must not become a wait with the default.
 * `internal` ones, and those that begin with `__`, are not a program's, and are kept as well.
 */
export function givenOptions<Options extends object>(
  given: Given<Options>,
  options: readonly string[],
  internal: readonly string[] = [],
): { known: Options; unknown: string[] } {
  const entries = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  const isKnown = (name: string) => options.includes(name) || internal.includes(name) || name.startsWith("__");
  return {
    known: Object.fromEntries(entries.filter(([name]) => isKnown(name))) as Options,
    unknown: entries
      .filter(([name]) => !isKnown(name))
      .map(([name]) => `"${quote(name)}" is not an option and is ignored: ${advice(name, options)}`),
  };
}

/** As Go's programs read a truth value, the Terraform provider among them; `undefined` for any other text. */
export function truthValue(text: string): boolean | undefined {
  if (/^(true|t|1)$/i.test(text)) return true;
  return /^(false|f|0)$/i.test(text) ? false : undefined;
}

function advice(name: string, options: readonly string[]): string {
  const meant = nearestOf(name, options);
  return meant === undefined ? `the options are ${options.join(", ")}` : `did you mean "${meant}"?`;
}

/** The name that was meant, where one of these is close. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  const differences = (other: string) => distance(name.toLowerCase(), other.toLowerCase());
  const [nearest = ""] = [...names].sort((a, b) => differences(a) - differences(b));
  return differences(nearest) <= Math.max(2, name.length / 3) ? nearest : undefined;
}
