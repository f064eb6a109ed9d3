import { describe, expect, it } from "@jest/globals";
import { DEFAULT_WAIT_OPTIONS, planWait, type WaitOptions } from "../../../src/wait/options";

const problems = (options: WaitOptions) =>
  Object.fromEntries(planWait(options).problems.map(({ argument, message }) => [argument, message]));

describe("a plan", () => {
  it("is half an hour of looks each five seconds where nothing is asked for", () => {
    expect(planWait({})).toEqual({
      plan: {
        timeoutMs: 30 * 60_000,
        pollIntervalMs: 5_000,
        initialDelayMs: 0,
        settle: 1,
        notFoundGraceMs: 2 * 60_000,
        stoppedGraceMs: 10 * 60_000,
        tolerateError: false,
      },
      problems: [],
    });
    expect(planWait(DEFAULT_WAIT_OPTIONS)).toEqual(planWait({}));
  });

  it("is what was asked for, in milliseconds", () => {
    const { plan, problems } = planWait({
      timeout: "1h30m",
      pollInterval: 2,
      initialDelay: "90s",
      settle: 3,
      notFoundGrace: 0,
      stoppedGrace: "1d",
      tolerateError: true,
    });
    expect(problems).toEqual([]);
    expect(plan).toEqual({
      timeoutMs: 5_400_000,
      pollIntervalMs: 2_000,
      initialDelayMs: 90_000,
      settle: 3,
      notFoundGraceMs: 0,
      stoppedGraceMs: 86_400_000,
      tolerateError: true,
    });
  });

  it("may be of one look, without any time", () => {
    expect(planWait({ timeout: 0 }).problems).toEqual([]);
  });
});

describe("what cannot be planned", () => {
  it("is all named at once", () => {
    expect(
      problems({
        timeout: "soon",
        pollInterval: "often",
        initialDelay: "later",
        notFoundGrace: "-1s",
        stoppedGrace: "",
        settle: 0,
        tolerateError: "yes" as unknown as boolean,
      }),
    ).toEqual({
      timeout: '"timeout" is "soon": write a duration such as "45s" or "1h30m", or a number of seconds',
      pollInterval: '"pollInterval" is "often": write a duration such as "45s" or "1h30m", or a number of seconds',
      initialDelay: '"initialDelay" is "later": write a duration such as "45s" or "1h30m", or a number of seconds',
      notFoundGrace: '"notFoundGrace" is "-1s": write a duration such as "45s" or "1h30m", or a number of seconds',
      stoppedGrace: '"stoppedGrace" is "": write a duration such as "45s" or "1h30m", or a number of seconds',
      settle: '"settle" is 0: give a whole number of looks, 1 or more',
      tolerateError: '"tolerateError" is "yes": give true or false',
    });
  });

  it.each([0, "99ms", 0.01])("is a poll interval of %j, which is a typing error", (pollInterval) => {
    expect(problems({ pollInterval })).toEqual({
      pollInterval: `"pollInterval" is ${JSON.stringify(pollInterval)}: give at least "100ms"`,
    });
    expect(problems({ pollInterval: "100ms" })).toEqual({});
  });

  it.each([0, -1, 1.5, Number.NaN, "2" as unknown as number])("is a settle of %j looks", (settle) => {
    expect(Object.keys(problems({ settle }))).toEqual(["settle"]);
  });

  it("is a first look after the deadline", () => {
    expect(problems({ timeout: "1m", initialDelay: "61s" })).toEqual({
      initialDelay: '"initialDelay" is "61s": give less than the timeout, or no look would ever be made',
    });
    expect(problems({ timeout: "1m", initialDelay: "1m" })).toEqual({});
  });

  it("is not blamed twice", () => {
    expect(planWait({ timeout: "soon", initialDelay: "1h" }).problems).toHaveLength(1);
    expect(planWait({ pollInterval: "often" }).problems).toHaveLength(1);
  });
});
