/** The arguments of `npm run test:faults`: how large the campaign is, its seed, and what repeats one run of it. */
import { parseArgs } from "node:util";

/** Without arguments: a size that `.ci/run` has time for, with each trouble of a stack twice. */
export const DEFAULTS = { runs: "400", real: "14" };

/** Sets them for the tests, which jest starts in processes of their own, and returns what jest is told. */
export function faultsOf(args: readonly string[]): string[] {
  const { values: given } = parseArgs({
    args: [...args],
    options: {
      /** Runs in virtual time, and ten times as many gates on instances that flap. */
      runs: { type: "string" },
      /** Runs on the real engine. */
      real: { type: "string" },
      seed: { type: "string" },
      /** `virtual/3/41`, `opening/0/7` or `real/2/0`: one run alone, which is repeated and made as small as still fails. */
      path: { type: "string" },
    },
  });
  const values: Record<string, string> = { ...DEFAULTS, seed: today(), ...given };
  console.log(`The faults are of seed ${values.seed}.`);
  for (const [name, value] of Object.entries(values)) process.env[`FAULTS_${name.toUpperCase()}`] = value;
  const ofRuns = values.runs === "0" ? [] : ["virtual", "opening"];
  const ofReal = values.real === "0" ? [] : ["real"];
  const kinds = values.path ? [values.path.split("/")[0]] : [...ofRuns, ...ofReal];
  return kinds.map((kind) => `test/faults/${kind}.test`);
}

const today = () => new Date().toISOString().slice(0, 10).replaceAll("-", "");
