/** `npm run docs:pictures`: runs the demo, and draws README's pictures of what it printed into `docs/pictures`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PICTURES, runOf } from "./scenes";
import { THEMES, terminalSvg } from "./terminal-svg";

const FOLDER = join(__dirname, "../../docs/pictures");

async function draw(): Promise<void> {
  const demo = spawnSync("npx", ["tsx", join(__dirname, "../demo.ts"), "--color"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (demo.status !== 0) throw new Error(`the demo ended with ${demo.status}:\n${demo.stdout}`);
  mkdirSync(FOLDER, { recursive: true });
  for (const picture of PICTURES)
    for (const [name, theme] of Object.entries(THEMES))
      writeFileSync(
        join(FOLDER, `${picture.name}-${name}.svg`),
        await terminalSvg(picture.title, runOf(demo.stdout, picture), theme),
      );
}

draw().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
