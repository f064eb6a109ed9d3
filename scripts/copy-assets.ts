/** The last step of `npm run build`: what the simulator serves and reads as it is goes beside its compiled files. */
import { cpSync } from "node:fs";
import { join } from "node:path";

const from = join(__dirname, "../src/simulator");
const to = join(__dirname, "../dist/simulator");

cpSync(join(from, "scenario/scenario.schema.json"), join(to, "scenario/scenario.schema.json"));
cpSync(join(from, "page/browser"), join(to, "page/browser"), { recursive: true });
