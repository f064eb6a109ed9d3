/** The page's own files, as they are on disk: there is no build step, and nothing comes from elsewhere. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "browser");
const NAMES = new Set(readdirSync(FOLDER));

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** Nothing but these files and the controls: even a name that is shown without being escaped could load or run nothing. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

export interface PageFile {
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

const PREFIX = "/_simulator/page/";

/** The file behind a path; undefined where the page has none. */
export function pageFile(url: string): PageFile | undefined {
  const [path = ""] = url.split("?", 1);
  const [, name = "", ending = ""] =
    /^([a-z]+\.([a-z]+))$/.exec(path === "/" ? "index.html" : path.slice(PREFIX.length)) ?? [];
  if (!(path === "/" || path.startsWith(PREFIX)) || !NAMES.has(name)) return undefined;
  return { headers: { "content-type": TYPES[ending] ?? "", ...HEADERS }, body: readFileSync(join(FOLDER, name)) };
}
