/** The ids of projects and accounts: they travel in addresses and headers, so nothing else may pass for one. Pure. */

const ID = /^[\w-]{1,64}$/;

export const isId = (value: unknown): value is string => typeof value === "string" && ID.test(value);

/** In a reader's words. */
export const ID_SIGNS = "letters, digits, hyphens and underscores";
