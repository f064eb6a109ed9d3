/** Every output that the documents show is what the code says. */
import { describe, expect, it } from "@jest/globals";
import { planWait } from "../../../src/wait/options";
import { outcomeOf } from "../../../src/wait/outcome";
import { endOf, progressOf } from "../../../src/wait/progress";
import { reasonsOf } from "../../../src/wait/reasons";
import { observe, startTrack, type Track } from "../../../src/wait/track";
import { block, blocksOf, DOCUMENTS } from "../../support/documents";

const { plan } = planWait({ timeout: "45m" });
const is = (state: string, operationState?: string): Track =>
  observe(startTrack("i", 0), { status: { state, ...(operationState !== undefined && { operationState }) } }, 0);
const times = (count: number, track: Track) => Array.from({ length: count }, () => track);

/** Each output, by its document and heading, and the words of the code; README's program is run on the engine. */
const OUTPUTS: Readonly<Record<string, (() => string) | "test/stories/readme.test.ts">> = {
  "README.md: A complete program": "test/stories/readme.test.ts",
  "README.md: When an instance fails": () => {
    const minutes = 60_000;
    const steps = [
      [0, { state: "pending" }],
      [3 * minutes, { state: "stopped", operationState: "install-processing" }],
      [
        4 * minutes + 5_000,
        {
          state: "error",
          error: {
            errorCode: "iMetal.0301",
            errorMsg: "No physical server is free.",
            errorType: "create_instance_error",
          },
        },
      ],
    ] as const;
    const track = steps.reduce(
      (seen, [at, status]) => observe(seen, { status, requestId: "4b7f6e1f0c2a4d5e8b9a0c1d2e3f4a5b" }, at),
      startTrack("web-2", 0),
    );
    const at = { began: 0, now: 4 * minutes + 5_000 };
    return reasonsOf(outcomeOf("failed", { tracks: [track], lacking: [] }, plan, at), plan, (id) => id).join("\n");
  },
  "docs/life-cycle.md: While it waits": () => {
    const tracks = [...times(7, is("running")), ...times(4, is("pending")), is("stopped", "install-processing")];
    const end = { kind: "running", tracks: times(12, is("running")), elapsedMs: 664_000 } as unknown;
    return [progressOf(tracks, plan, 190_000, 0), endOf(end as Parameters<typeof endOf>[0])]
      .map(({ line }) => line)
      .join("\n");
  },
};

describe("an output", () => {
  const shown = DOCUMENTS.flatMap(blocksOf).filter(({ language }) => language === "text");

  it("is one of those that a test produces", () => {
    expect(shown.map(({ file, heading }) => `${file}: ${heading}`).sort()).toEqual(Object.keys(OUTPUTS).sort());
  });

  it.each(
    Object.entries(OUTPUTS).filter(([, say]) => typeof say === "function"),
  )("is what the code says: %s", (where, say) => {
    const [file = "", heading = ""] = where.split(": ");
    expect(block(file, heading, "text")).toBe((say as () => string)());
  });
});
