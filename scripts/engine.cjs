// Finds a Pulumi engine, or installs one into a cache folder: `node scripts/engine.cjs` prints where it is.
const { execFile } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { promisify } = require("node:util");
const run = promisify(execFile);

/** The first engine that the package supports. */
const OLDEST = [3, 216];
/** The one that is installed where there is none: what the tests were written on. */
const VERSION = "3.259.0";
/** The installer downloads some hundred megabytes; without an answer for so long there is no way out of this network. */
const INSTALLER_PATIENCE_MS = 300_000;

/** Marks an engine that needs the stand-in for the language host. */
const BUILT_HERE = "built-from-its-go-module";

const cache = path.join(
  process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"),
  "pulumi-clouddc",
  `engine-${VERSION}-${process.platform}-${process.arch}`,
);
const bin = path.join(cache, "bin");

/** The folder that holds `pulumi`, or `undefined`: never installs. */
async function findEngine() {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const version = folder && (await versionOf(path.join(folder, "pulumi")));
    // An engine without its language host cannot run a program.
    if (version && isNewEnough(version) && fs.existsSync(path.join(folder, "pulumi-language-nodejs"))) return folder;
  }
  return (await versionOf(path.join(bin, "pulumi"))) ? bin : undefined;
}

/** The same, after installing one where there is none. Tells in one line what it does, and why. */
async function ensureEngine(say = (/** @type {string} */ line) => console.error(line)) {
  const found = await findEngine();
  if (found === bin) standIn();
  if (found) return found;
  say(`No pulumi ${OLDEST.join(".")} or newer on PATH: installing ${VERSION} into ${cache} with Pulumi's installer.`);
  try {
    await install();
  } catch (error) {
    say(
      `Pulumi's installer could not be used (${reason(error)}): building the same version from its Go module, about four minutes.`,
    );
    await build();
  }
  const installed = await findEngine();
  if (!installed) throw new Error(`no working pulumi in ${bin} after the installation`);
  return installed;
}

async function install() {
  const { PulumiCommand } = require("@pulumi/pulumi/automation");
  const { SemVer } = require("semver");
  const patience = new Promise((_, reject) => {
    setTimeout(() => reject(new Error("it took too long")), INSTALLER_PATIENCE_MS).unref();
  });
  await Promise.race([PulumiCommand.install({ root: cache, version: new SemVer(VERSION) }), patience]);
}

/** The engine alone is a Go module; the language host is not, so ours stands in for it. */
async function build() {
  const unfinished = fs.mkdtempSync(path.join(os.tmpdir(), "pulumi-engine-"));
  try {
    const flag = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${VERSION}`;
    await run("go", ["install", "-trimpath", "-tags=osusergo,grpcnotrace", `-ldflags=-s -w ${flag}`, "tool"], {
      cwd: path.join(__dirname, "engine"),
      env: { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOBIN: unfinished },
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error) => {
      throw new Error(
        `the engine could not be built with go (${reason(error)}); put pulumi ${OLDEST.join(".")} or newer on PATH`,
      );
    });
    fs.writeFileSync(path.join(unfinished, BUILT_HERE), "");
    fs.rmSync(bin, { recursive: true, force: true });
    fs.mkdirSync(cache, { recursive: true });
    // Only a whole engine gets its name, so that an installation that was cut off is not taken for one.
    fs.cpSync(unfinished, `${bin}.new`, { recursive: true });
    fs.renameSync(`${bin}.new`, bin);
    standIn();
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Puts beside an engine that was built here what the full release has: today's copies, for the cache outlives a checkout. */
function standIn() {
  if (!fs.existsSync(path.join(bin, BUILT_HERE))) return;
  const sdk = path.dirname(require.resolve("@pulumi/pulumi/package.json"));
  for (const file of [
    path.join(__dirname, "pulumi-language-nodejs"),
    path.join(sdk, "pulumi-resource-pulumi-nodejs"),
  ]) {
    const copy = path.join(bin, path.basename(file));
    const wanted = fs.readFileSync(file);
    // Written only where it differs: another run may be using it.
    if (!fs.existsSync(copy) || !fs.readFileSync(copy).equals(wanted)) fs.writeFileSync(copy, wanted, { mode: 0o755 });
  }
}

/** @returns {Promise<string | undefined>} */
async function versionOf(/** @type {string} */ command) {
  if (!fs.existsSync(command)) return undefined;
  try {
    const { stdout } = await run(command, ["version"], { env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

function isNewEnough(/** @type {string} */ version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > Number(OLDEST[0]) || (major === OLDEST[0] && minor >= Number(OLDEST[1]));
}

/** The first line of what went wrong. */
const reason = (/** @type {unknown} */ error) => String(/** @type {Error} */ (error)?.message ?? error).split("\n")[0];

module.exports = { findEngine, ensureEngine };

if (require.main === module) {
  ensureEngine().then(
    (folder) => console.log(`pulumi is in ${folder}`),
    (error) => {
      console.error(reason(error));
      process.exitCode = 1;
    },
  );
}
