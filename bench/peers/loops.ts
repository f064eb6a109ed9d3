/** The loops that people have today: they are other programs' settings in a few lines, for those programs run no JavaScript. */
import { PATIENCE_SECONDS, type Waiter } from "../waiter";
import { isOver, requestStatus, type StatusBody } from "./status-request";

interface Loop {
  name: string;
  delaySeconds?: number;
  intervalSeconds: number;
  longestSeconds?: number;
  endsAtFirstError: boolean;
}

const loop = ({
  name,
  delaySeconds = 0,
  intervalSeconds,
  longestSeconds = PATIENCE_SECONDS,
  endsAtFirstError,
}: Loop): Waiter => ({
  name,
  async wait(world, id) {
    const deadline = world.clock.now() + longestSeconds * 1000;
    await world.clock.sleep(delaySeconds * 1000);
    while (world.clock.now() <= deadline) {
      const status = await requestStatus(world, id).catch((error): StatusBody => {
        if (endsAtFirstError) throw error;
        return {};
      });
      if (status.state === "running") return;
      if (isOver(status)) throw new Error(status.state);
      await world.clock.sleep(intervalSeconds * 1000);
    }
    throw new Error("timed out");
  },
});

/**
 * `retry.StateChangeConf` as the BMS resource sets it; it ends with the first error that a refresh returns.
 * The real provider's HTTP client also repeats a request that got no answer at all: `bench/run.ts` says what that would change.
 */
export const terraform = loop({
  name: "Terraform StateChangeConf, as Huawei's BMS (10 s)",
  delaySeconds: 5,
  intervalSeconds: 10,
  endsAtFirstError: true,
});

/** Its longest timeout is ten minutes. That a failed poll ends it is an assumption: `--cli-retry-count` is 0 where nobody sets it. */
export const kooCli = loop({
  name: "KooCLI --cli-waiter (5 s, its most is 600 s)",
  intervalSeconds: 5,
  longestSeconds: 600,
  endsAtFirstError: true,
});

export const fixedPoll = (intervalSeconds: number): Waiter =>
  loop({ name: `fixed poll, ${intervalSeconds} s`, intervalSeconds, endsAtFirstError: false });
