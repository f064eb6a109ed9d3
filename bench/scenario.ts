/** What is measured: a scenario with one seed gives a result for each waiter, and its targets say what was aimed at. */
import type { Result } from "./result";

export interface Scenario {
  measure(seed: number): Promise<Measurement[]>;
  targets: readonly Target[];
}

export interface Measurement {
  scenario: string;
  waiter: string;
  result: Result;
}

/** An aim of ours in a scenario. */
export interface Target {
  scenario: string;
  text: string;
  /** Asked once a seed; `of` finds another waiter's result with the same seed. */
  met(our: Result, of: (waiter: string) => Result): boolean;
  /** What was reached, where no column shows it. */
  reached?(our: Result, of: (waiter: string) => Result): string;
}

export const OURS = "pulumi-clouddc, defaults";
