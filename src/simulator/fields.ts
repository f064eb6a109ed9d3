/** Which fields an object may have: what a program or a script gives besides them is told, and not ignored. */

type Type = "string" | "number" | "boolean" | "object" | "function";

/** The fields of an object of this type, each with what `typeof` says of its values. */
export type Fields<T> = Readonly<Record<keyof T, Type | readonly Type[]>>;

/** A sentence on the first field that is none or holds a value of another type; undefined where there is no such field. */
export function fieldProblem(what: string, given: object, fields: Readonly<Record<string, Type | readonly Type[]>>) {
  for (const [name, value] of Object.entries(given)) {
    const types = Object.hasOwn(fields, name) ? [fields[name] ?? []].flat() : undefined;
    if (types === undefined) return `${what} has no "${name}"; it takes ${Object.keys(fields).join(", ")}.`;
    if (value !== undefined && (value === null || !types.includes(typeof value as Type)))
      return `${what}'s ${name} must be of type ${types.join(" or ")}, not ${JSON.stringify(value)}.`;
  }
  return undefined;
}

/** Throws that sentence. */
export function refuseOddFields<T extends object>(what: string, given: T, fields: Fields<T>): void {
  const problem = fieldProblem(what, given, fields);
  if (problem !== undefined) throw new Error(problem);
}
