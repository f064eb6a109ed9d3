/** What Huawei's logs call this package. */

/** The same path from `src/api/http` and from `dist/api/http`; a bundler puts what is there now into the bundle. */
const { name, version } = require("../../../package.json") as { name: string; version: string };

export const USER_AGENT = `${name}/${version} (node ${process.versions.node})`;
