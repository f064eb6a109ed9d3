import { spawnSync } from "node:child_process";
import { describe, expect, it, jest } from "@jest/globals";
import { createProgramWatch } from "../../../src/provider/program-watch";
import { createVirtualClock } from "../../support/virtual-clock";

/** A job that goes on until it is told to end, and says when that was. */
function running({ pid = 7, endsAt = Number.POSITIVE_INFINITY, engineEndsAt = Number.POSITIVE_INFINITY } = {}) {
  const clock = createVirtualClock();
  const asked: number[] = [];
  const programs = createProgramWatch(
    clock,
    (one) => {
      asked.push(one);
      return clock.now() < endsAt;
    },
    () => clock.now() >= engineEndsAt,
  );
  programs.remember("urn:web", { pid, preview: false });
  const untilTold = (signal: AbortSignal) =>
    new Promise<number>((resolve) => {
      signal.addEventListener("abort", () => resolve(clock.now()));
      void clock.sleep(60_000).then(() => resolve(-1));
    });
  return { clock, programs, asked, job: (urn?: string) => clock.run(programs.whileRunning(urn, untilTold)) };
}

describe("a job", () => {
  it("is told when its program has ended, within a quarter of a second", async () => {
    expect(await running({ endsAt: 10_100 }).job("urn:web")).toBe(10_250);
  });

  it("is told at once when its program had ended before", async () => {
    const { clock, programs } = running({ endsAt: 0 });
    const told = programs.whileRunning("urn:web", async (signal) => {
      await clock.sleep(0);
      return signal.aborted;
    });
    expect(await clock.run(told)).toBe(true);
  });

  it("is told when the engine is gone", async () => {
    expect(await running({ engineEndsAt: 5_000 }).job("urn:web")).toBe(5_000);
    expect(await running({ engineEndsAt: 5_000 }).job(undefined)).toBe(5_000);
  });

  it.each([undefined, "urn:other"])("of nobody's program (%s) goes on", async (urn) => {
    const { job, asked } = running({ endsAt: 0 });
    expect(await job(urn)).toBe(-1);
    expect(asked).toEqual([]);
  });

  it("belongs to the program that was there last", async () => {
    const { programs, job, asked } = running();
    programs.remember("urn:web", { pid: 8, preview: true });
    programs.remember("urn:web", undefined);
    programs.remember(undefined, { pid: 9, preview: true });
    await job("urn:web");
    expect(new Set(asked)).toEqual(new Set([8]));
  });

  it("gives its result, and nobody watches the program any more", async () => {
    const { clock, programs, asked } = running();
    expect(await clock.run(programs.whileRunning("urn:web", async () => "done"))).toBe("done");
    const before = asked.length;
    await clock.run(clock.sleep(10_000));
    expect(asked).toHaveLength(before);
  });

  it("fails as it fails, and nobody watches the program any more", async () => {
    const { clock, programs, asked } = running();
    const mistake = new Error("mistake");
    await expect(clock.run(programs.whileRunning("urn:web", () => Promise.reject(mistake)))).rejects.toBe(mistake);
    const before = asked.length;
    await clock.run(clock.sleep(10_000));
    expect(asked).toHaveLength(before);
  });
});

describe("a process", () => {
  const isSeen = async (pid: number) => {
    const clock = createVirtualClock();
    const programs = createProgramWatch(clock);
    programs.remember("urn:web", { pid, preview: false });
    return clock.run(
      programs.whileRunning("urn:web", async (signal) => {
        await clock.sleep(1_000);
        return !signal.aborted;
      }),
    );
  };

  it("that runs is seen", async () => {
    expect(await isSeen(process.pid)).toBe(true);
  });

  it("that has ended is not", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    expect(await isSeen(pid)).toBe(false);
  });

  it("of another user is seen, though it may not be touched", async () => {
    const kill = jest.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error("kill EPERM"), { code: "EPERM" });
    });
    try {
      expect(await isSeen(1)).toBe(true);
      expect(kill).toHaveBeenCalledWith(1, 0);
    } finally {
      kill.mockRestore();
    }
  });
});
