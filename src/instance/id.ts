/** Which texts can name an instance. Pure. */
import { ArgumentError } from "../errors";

/**
 * Huawei documents no form for the id, so only what would break out of the request's path is refused, half of a character, which
 * no address can hold, and what would be read as another id than it is.
 */
const BREAKS_A_PATH = /[\s/\\?#%,\p{Cs}]|^\.{1,2}$/u;
/** Control characters, marks of direction, joiners, fillers: an id is shown in messages, and copied out of them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{DI}]/u;
/** Ids of CloudDC have 36 characters. */
const LONGEST = 128;

const REMEDY = "give the instance id exactly as CreateInstance returned it";

/**
 * `undefined` where the id can be asked for, else what is wrong with it; `shown` stands for an id that is a secret. For what a
 * program or a shell gives: an id that is in state is looked up as it is, so that its resource can always be refreshed.
 */
export function instanceIdProblem(argument: string, id: unknown, shown = id): ArgumentError | undefined {
  const remedy = remedyFor(id);
  return remedy === undefined ? undefined : new ArgumentError(argument, shown, remedy);
}

function remedyFor(id: unknown): string | undefined {
  if (typeof id !== "string" || id === "") return REMEDY;
  if (id.length > LONGEST) return `it has more than ${LONGEST} characters; ${REMEDY}`;
  if (UNSEEN.test(id)) return `it holds a character that cannot be seen; ${REMEDY}`;
  return BREAKS_A_PATH.test(id) ? REMEDY : undefined;
}
