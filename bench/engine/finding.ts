/** One line of the engine's table: what was compared, what came out, and what was aimed at. */
import { verdict } from "../table";

export interface Finding {
  what: string;
  /** What was compared, with the numbers of both sides. */
  measured: string;
  /** The number that the target is about. */
  result: string;
  target: string;
  met: boolean;
}

export const ENGINE_HEAD = ["what", "result", "target", "measured"];

export const columnsOf = ({ what, result, target, met, measured }: Finding): string[] => [
  what,
  result,
  `${target} ${met ? verdict([true]) : "**missed**"}`,
  measured,
];

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** The difference of each pair: what slows the machine down for a while slows both of a pair down. */
export const differences = (pairs: readonly (readonly [without: number, with_: number])[]): number[] =>
  pairs.map(([without, with_]) => with_ - without);
