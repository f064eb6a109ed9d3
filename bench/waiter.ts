/** Something that waits for one instance: what is compared. */
import { openLine } from "./our-line";
import { watch } from "./our-wait";
import { OURS } from "./scenario";
import type { World } from "./world";

export interface Waiter {
  /** What a user would say to use it, with the settings that matter. */
  name: string;
  /** The npm package that does the waiting. */
  packageName?: string;
  /** Resolves when it has found the instance running; rejects when it gives up. */
  wait(world: World, id: string): Promise<void>;
}

/** As long as anybody would wait for bare metal, for every waiter that can be told how long. */
export const PATIENCE_SECONDS = 12 * 3600;

export const ours: Waiter = {
  name: OURS,
  packageName: "pulumi-clouddc",
  async wait(world, id) {
    const { outcome } = await watch(world, [id], { client: openLine(world), owner: "gate" });
    if (outcome.kind !== "running") throw new Error(outcome.kind);
  },
};
