/** The arguments of `npm run test:faults`: how large the campaign is, its seed, and what repeats one run of it. */
import { parseArgs } from "node:util";

/** Without arguments: a size that `.ci/run` has time for, with each trouble of a stack twice. */
export const DEFAULTS = { runs: "400", real: "16" };

/** A mistake on the command line, as one sentence. */
export class WrongArgument extends Error {}

/** Sets them for the tests, which jest starts in processes of their own, and returns what jest is told. */
export function faultsOf(args: readonly string[]): string[] {
  const given = read(args);
  const values: Record<string, string> = { ...DEFAULTS, seed: today(), ...given };
  for (const name of ["runs", "real", "seed"]) mustBeWhole(name, values[name]);
  const { path } = given;
  if (path !== undefined && !PATH.test(path))
    throw new WrongArgument(`--path names a run as a failure prints it, such as virtual/0/17, and not "${path}".`);
  if (path !== undefined && (given.runs ?? given.real) !== undefined)
    throw new WrongArgument("--path repeats one run, so that neither --runs nor --real goes with it.");
  const ofRuns = Number(values.runs) === 0 ? [] : ["virtual", "opening"];
  const ofReal = Number(values.real) === 0 ? [] : ["real"];
  const kinds = path === undefined ? [...ofRuns, ...ofReal] : [path.split("/")[0]];
  if (kinds.length === 0) throw new WrongArgument("--runs and --real are both 0, which leaves nothing to run.");
  console.log(`The faults are of seed ${values.seed}.`);
  for (const [name, value] of Object.entries(values)) process.env[`FAULTS_${name.toUpperCase()}`] = value;
  return kinds.map((kind) => `test/faults/${kind}.test`);
}

/** The kind, the block, and fast-check's path in it. */
const PATH = /^(virtual|opening|real)\/\d+\/\d+(:\d+)*$/;

function read(args: readonly string[]): { runs?: string; real?: string; seed?: string; path?: string } {
  try {
    return parseArgs({
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
    }).values;
  } catch (error) {
    const said = (error as Error).message;
    const [, option] = /^Option '(--\w+)/.exec(said) ?? [];
    if (option !== undefined) throw new WrongArgument(`${option} needs a value, which begins with no dash.`);
    // Node explains at length; the first sentence says what is wrong.
    throw new WrongArgument(`${said.split(". ", 1)[0]}.`);
  }
}

function mustBeWhole(name: string, value = ""): void {
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(Number(value)))
    throw new WrongArgument(`--${name} is a whole number from 0 on, and not "${value}".`);
}

const today = () => new Date().toISOString().slice(0, 10).replaceAll("-", "");
