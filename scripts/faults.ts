/** The arguments of `npm run test:faults`: how large the campaign is, its seed, and what repeats one run of it. */
import { parseArgs } from "node:util";

/** Sets them for the tests, which jest starts in processes of their own, and returns what jest is told. */
export function faultsOf(args: readonly string[]): string[] {
  const { values } = parseArgs({
    args: [...args],
    options: {
      /** Runs in virtual time. */
      runs: { type: "string" },
      /** Runs on the real engine. */
      real: { type: "string" },
      seed: { type: "string" },
      /** `virtual/3/41` or `real/2/0`: one run alone, which is repeated and made as small as still fails. */
      path: { type: "string" },
    },
  });
  const seed = values.seed ?? today();
  console.log(`The faults are of seed ${seed}.`);
  process.env.FAULTS_SEED = seed;
  for (const [name, value] of Object.entries(values)) if (value) process.env[`FAULTS_${name.toUpperCase()}`] = value;
  const kinds = (["virtual", "real"] as const).filter((kind) =>
    values.path ? values.path.startsWith(`${kind}/`) : values[kind === "real" ? "real" : "runs"] !== "0",
  );
  return kinds.map((kind) => `test/faults/${kind}.test`);
}

const today = () => new Date().toISOString().slice(0, 10).replaceAll("-", "");
