/**
 * Ids that have become a secret since the state was written, or are none any more. What is in state decides what a refresh may
 * tell, and only an update brings it there. Pure.
 */
import type { InternalInputs } from "../contract";

type Secrecy = Pick<InternalInputs, "__secret">;

export const secrecyChanged = (olds: Secrecy, news: Secrecy): boolean =>
  (olds.__secret === true) !== (news.__secret === true);
