/** One instance in the loop of a wait: what was seen of it, and when it is looked at again. */
import { startTrack, type Track } from "./track";

export interface Watched {
  track: Track;
  /** When the next look is due. */
  dueAt: number;
  /** A look is under way. */
  looking: boolean;
  /** How many requests the API had served when that began. */
  servedBefore: number;
  /** How many requests the last look that is over waited for, those of other gates among them. */
  turn: number;
  /** When the last look that is over was asked for. */
  askedAt: number;
  /** The list was wrong about this instance, or said that the gate must fail: only the status API is asked. */
  bypassList: boolean;
  /** How often it was looked at since the deadline. */
  lastTries: number;
}

export const startWatching = (id: string, began: number, dueAt: number): Watched => ({
  track: startTrack(id, began),
  dueAt,
  looking: false,
  servedBefore: 0,
  turn: 0,
  askedAt: Number.NEGATIVE_INFINITY,
  bypassList: false,
  lastTries: 0,
});
