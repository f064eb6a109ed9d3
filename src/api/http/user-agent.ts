/** What Huawei's logs call this package. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The same path from `src/api/http` and from `dist/api/http`. */
const { name, version } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8")) as {
  name: string;
  version: string;
};

export const USER_AGENT = `${name}/${version} (node ${process.versions.node})`;
