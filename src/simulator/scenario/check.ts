/**
 * Checks a value against the scenario's JSON schema. It knows the keywords that this schema uses, and no others; what it finds are
 * sentences for a person, which is what a general validator does not give.
 */

export interface Schema {
  title?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  pattern?: string;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  anyOf?: readonly Schema[];
  $ref?: string;
  definitions?: Readonly<Record<string, Schema>>;
}

/** Names and numbers that lead from the top to a value. */
export type Path = readonly (string | number)[];

/** What is wrong with a value, as the end of a sentence that begins with its path. */
export interface Problem {
  path: Path;
  says: string;
  /** Whether the name of the field is what is wrong, and not its value. */
  ofName?: boolean;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

const NOUNS: Readonly<Record<string, string>> = {
  object: "a group of fields",
  array: "a list",
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
};

/** A value as a sentence shows it: short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const allows = (type: string | readonly string[], actual: string) => [type].flat().includes(actual);

function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = root.definitions?.[schema.$ref.slice("#/definitions/".length)];
  if (target === undefined) throw new Error(`The schema has no ${schema.$ref}.`);
  return target;
}

export function check(value: unknown, reference: Schema, root: Schema = reference, path: Path = []): Problem[] {
  const schema = resolve(reference, root);
  const isNo = (what: string): Problem[] => [{ path, says: `is not ${what}: ${shown(value)}` }];
  const actual = typeOf(value);
  const { title, type, anyOf } = schema;

  if (anyOf !== undefined) return checkAny(value, anyOf, root, path) ?? isNo(title ?? "what it should be");
  if (type !== undefined && !allows(type, actual))
    return isNo(
      title ??
        [type]
          .flat()
          .map((one) => NOUNS[one] ?? one)
          .join(" or "),
    );
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return isNo(`one of ${schema.enum.map((one) => String(one)).join(", ")}`);
  if (typeof value === "string") {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) return isNo(title ?? "of its form");
    if (value.length < (schema.minLength ?? 0)) return [{ path, says: "is empty" }];
  }
  if (typeof value === "number") {
    if (value < (schema.minimum ?? value)) return isNo(`a number of at least ${schema.minimum}`);
    if (value > (schema.maximum ?? value)) return isNo(`a number of at most ${schema.maximum}`);
  }
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0)) return [{ path, says: "is an empty list" }];
    return value.flatMap((item, index) => (schema.items ? check(item, schema.items, root, [...path, index]) : []));
  }
  return actual === "object" ? checkFields(value as object, schema, root, path) : [];
}

/** Of alternatives the one counts that is for values of this type: they differ by that. Undefined where there is none. */
function checkAny(value: unknown, branches: readonly Schema[], root: Schema, path: Path): Problem[] | undefined {
  const branch = branches.find((one) => allows(resolve(one, root).type ?? [], typeOf(value)));
  return branch && check(value, branch, root, path);
}

function checkFields(value: object, schema: Schema, root: Schema, path: Path): Problem[] {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({ path, says: `has no ${name}` }));
  const fields = Object.entries(value).flatMap(([name, field]): Problem[] => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known !== undefined) return check(field, known, root, [...path, name]);
    if (typeof additionalProperties === "object") return check(field, additionalProperties, root, [...path, name]);
    const names = Object.keys(properties).filter((one) => !one.startsWith("$"));
    const says = `is not a field here; the fields are ${names.join(", ")}`;
    return additionalProperties ? [] : [{ path: [...path, name], says, ofName: true }];
  });
  return [...missing, ...fields];
}
