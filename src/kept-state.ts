/**
 * What a state says, as far as it can be relied on. States are edited by hand, imported, and written by other versions: what has
 * a wrong type counts as absent, and what this version does not know stays as it is. Pure.
 */
import type { GateOutputs, InternalInputs, LocationInputs, ObservedGroup, RecordInputs } from "./contract";

/** The value, or `undefined` where it has a wrong type. */
type Reader = (value: unknown, state: Fields) => unknown;
type Fields = Readonly<Record<string, unknown>>;
/** Without the provider no hook would run. */
export type Kept<Properties> = Partial<Properties> & Pick<InternalInputs, "__provider">;

export const keptGate = (state: unknown): Kept<GateOutputs> => kept(state, GATE);
export const keptRecord = (state: unknown): Kept<RecordInputs> => kept(state, RECORD);

function kept(state: unknown, readers: ReadonlyMap<string, Reader>): Pick<InternalInputs, "__provider"> {
  const fields = isObject(state) ? state : {};
  const right = Object.entries(fields).map(([name, value]) => {
    const read = readers.get(name);
    return [name, read ? read(value, fields) : value] as const;
  });
  return Object.fromEntries(right.filter(([, value]) => value !== undefined)) as { __provider: string };
}

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const text: Reader = (value) => (typeof value === "string" ? value : undefined);
const truth: Reader = (value) => (typeof value === "boolean" ? value : undefined);
const texts: Reader = (value) => (Array.isArray(value) && value.every(isText) ? value : undefined);
const id: Reader = (value) => (isText(value) ? value : undefined);
/** A gate on nothing would be open at once. */
const ids: Reader = (value, state) => (Array.isArray(value) && value.length > 0 ? texts(value, state) : undefined);
const opener: Reader = (value) => (value === "wait" || value === "skipWait" ? value : undefined);
/** In doubt no message shows an id. */
const secrecy: Reader = (value) => (value === undefined ? undefined : value !== false);

const place = (value: unknown): LocationInputs => {
  const { region, projectId, endpoint } = isObject(value) ? value : {};
  return Object.fromEntries(Object.entries({ region, projectId, endpoint }).filter(([, one]) => isText(one)));
};

const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === "string";
const isError = (value: unknown): boolean =>
  isObject(value) && [value.errorCode, value.errorMsg, value.errorType].every(isTextOrAbsent);
const error: Reader = (value) => (isError(value) ? value : undefined);
const isStatus = (value: unknown): boolean =>
  isObject(value) &&
  [value.state, value.operationState].every(isTextOrAbsent) &&
  (value.error === undefined || isError(value.error));

/** All of the groups, or nothing: half of a status may be the half that says `running`. */
const observed: Reader = (value, { instanceIds }) => {
  const count = Array.isArray(instanceIds) ? instanceIds.length : 0;
  const isPlace = (one: unknown) => Number.isInteger(one) && Number(one) >= 0 && Number(one) < count;
  const isGroup = (one: unknown): one is ObservedGroup =>
    isObject(one) &&
    isStatus(one.status) &&
    isTextOrAbsent(one.trail) &&
    (one.places === undefined || (Array.isArray(one.places) && one.places.every(isPlace)));
  return Array.isArray(value) && value.every(isGroup) ? value : undefined;
};

const OF_BOTH = { __location: place, __urn: text, __secret: secrecy };
const GATE: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    ...OF_BOTH,
    instanceIds: ids,
    status: text,
    skipWait: truth,
    observed,
    openedBy: opener,
    wasOpen: truth,
  } satisfies Partial<Record<keyof GateOutputs, Reader>>),
);
const RECORD: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    ...OF_BOTH,
    instanceId: id,
    state: text,
    operationState: text,
    error,
    phase: text,
    __ignoreChanges: texts,
  } satisfies Partial<Record<keyof RecordInputs, Reader>>),
);
