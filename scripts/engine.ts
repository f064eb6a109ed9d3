/** Finds a Pulumi engine, or installs one into a cache folder: `npm run engine` prints where it is. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The first engine that the package supports. */
const OLDEST = [3, 216] as const;
/** The one that is installed where there is none: what the tests were written on. */
const VERSION = "3.259.0";
/** The installer downloads some hundred megabytes; without an answer for so long there is no way out of this network. */
const INSTALLER_TIMEOUT_MS = 300_000;

/** Marks an engine that needs the stand-in for the language host. */
const BUILT_HERE = "built-from-its-go-module";

const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "pulumi-clouddc",
  `engine-${VERSION}-${process.platform}-${process.arch}`,
);
const bin = join(cache, "bin");

/** A program in a folder, as this system names it. */
const programIn = (folder: string, name: string) => join(folder, process.platform === "win32" ? `${name}.exe` : name);

/** The folder that holds `pulumi`, or `undefined`: never installs. */
export async function findEngine(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const version = folder && (await versionOf(programIn(folder, "pulumi")));
    // An engine without its language host cannot run a program.
    if (version && isNewEnough(version) && existsSync(programIn(folder, "pulumi-language-nodejs"))) return folder;
  }
  return (await versionOf(programIn(bin, "pulumi"))) ? bin : undefined;
}

/** The same, after installing one where there is none. Tells in one line what it does, and why. */
export async function ensureEngine(say: (line: string) => void = console.error): Promise<string> {
  const found = await findEngine();
  if (found === bin) standIn();
  if (found) return found;
  say(`No pulumi ${OLDEST.join(".")} or newer on PATH: installing ${VERSION} into ${cache} with Pulumi's installer.`);
  try {
    await install();
  } catch (error) {
    // What stands in for the language host there is a script, which Windows does not start by its name.
    if (process.platform === "win32") throw error;
    say(
      `Pulumi's installer could not be used (${reason(error)}): building the same version from its Go module, about four minutes.`,
    );
    await build();
  }
  const installed = await findEngine();
  if (!installed) throw new Error(`no working pulumi in ${bin} after the installation`);
  return installed;
}

async function install(): Promise<void> {
  // Loaded here, because it is slow to load and needed once.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  const { SemVer } = await import("semver");
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("it took too long")), INSTALLER_TIMEOUT_MS).unref();
  });
  await Promise.race([PulumiCommand.install({ root: cache, version: new SemVer(VERSION) }), timeout]);
}

/** The engine alone is a Go module; the language host is not, so ours stands in for it. */
async function build(): Promise<void> {
  const unfinished = mkdtempSync(join(tmpdir(), "pulumi-engine-"));
  try {
    const flag = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${VERSION}`;
    await run("go", ["install", "-trimpath", "-tags=osusergo,grpcnotrace", `-ldflags=-s -w ${flag}`, "tool"], {
      cwd: join(__dirname, "engine"),
      env: { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOBIN: unfinished },
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error) => {
      throw new Error(
        `the engine could not be built with go (${reason(error)}); put pulumi ${OLDEST.join(".")} or newer on PATH`,
      );
    });
    writeFileSync(join(unfinished, BUILT_HERE), "");
    rmSync(bin, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    // Only a whole engine gets its name, so that an installation that was cut off is not taken for one.
    cpSync(unfinished, `${bin}.new`, { recursive: true });
    renameSync(`${bin}.new`, bin);
    standIn();
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Puts beside an engine that was built here what the full release has: today's copies, for the cache outlives a checkout. */
function standIn(): void {
  if (!existsSync(join(bin, BUILT_HERE))) return;
  const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
  for (const file of [join(__dirname, "pulumi-language-nodejs"), join(sdk, "pulumi-resource-pulumi-nodejs")]) {
    const copy = join(bin, basename(file));
    const wanted = readFileSync(file);
    // Written only where it differs: another run may be using it.
    if (!existsSync(copy) || !readFileSync(copy).equals(wanted)) writeFileSync(copy, wanted, { mode: 0o755 });
  }
}

async function versionOf(command: string): Promise<string | undefined> {
  if (!existsSync(command)) return undefined;
  try {
    const { stdout } = await run(command, ["version"], { env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The first line of what went wrong. */
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error)).split("\n")[0];

if (require.main === module) {
  ensureEngine().then(
    (folder) => console.log(`pulumi is in ${folder}`),
    (error) => {
      console.error(reason(error));
      process.exitCode = 1;
    },
  );
}
