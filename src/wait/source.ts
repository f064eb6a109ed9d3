/** Whom a wait looks at its instances through: an interface, so that the loop can be tested without an API. */
import type { Pace } from "./opening";
import type { Observation } from "./track";

/** Where observations come from. */
export interface Source extends Pace {
  /**
   * Looks at instances, and tells what it sees as soon as it sees it. `confirm` asks the status API, whose word is surer than
   * the list's. `again` comes before what the same wait asked for earlier: the looks before failed, and those of the others did
   * not. Aborting withdraws what has not been sent yet.
   */
  look(
    ids: readonly string[],
    options: { confirm: boolean; again: boolean; signal: AbortSignal },
    tell: (id: string, seen: Observation) => void,
  ): void;
  /** How many requests the API has served so far, whoever asked: those of others take turns with ours. */
  served(): number;
  /** Whether the API has ever answered, whoever asked: there is a way to it, which may come back where it is lost. */
  hasAnswered(): boolean;
  /** How long the API still wants to be left alone, in milliseconds. */
  heldMs(): number;
}
