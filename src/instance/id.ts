/** Which texts can name an instance. Pure. */
import { ArgumentError } from "../errors";

/** Huawei documents no form for the id, so only what would break out of the request's path is refused. */
const BREAKS_A_PATH = /[\s/\\?#%,]|^\.{1,2}$/;

/** `undefined` where the id can be asked for, else what is wrong with it; `shown` stands for an id that is a secret. */
export function instanceIdProblem(argument: string, id: unknown, shown = id): ArgumentError | undefined {
  const usable = typeof id === "string" && id !== "" && !BREAKS_A_PATH.test(id) && isText(id);
  return usable
    ? undefined
    : new ArgumentError(argument, shown, "give the instance id exactly as CreateInstance returned it");
}

/** Well-formed, and without control characters: half of a surrogate pair cannot be written into an address. */
const isText = (id: string): boolean =>
  [...id].every((character) => character >= " " && character !== "\x7f" && !/^[\ud800-\udfff]$/.test(character));
