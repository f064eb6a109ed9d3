/** Reads the body of a request. */

/** The JSON object in a body; undefined where the body is none. */
export function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The list of texts in a field of the body; empty where it is none. */
export function readStrings(body: string, field: string): string[] {
  const value = readObject(body)?.[field];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}
