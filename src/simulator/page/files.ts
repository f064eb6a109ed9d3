/** The page's own files, as they are on disk: there is no build step, and nothing comes from elsewhere. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "browser");

const TYPES: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
  "page.mjs": "text/javascript; charset=utf-8",
  "instances.mjs": "text/javascript; charset=utf-8",
  "timeline.mjs": "text/javascript; charset=utf-8",
  "traffic.mjs": "text/javascript; charset=utf-8",
  "dom.mjs": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
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

/** The file behind a path; undefined where the page has none. */
export function pageFile(path: string): PageFile | undefined {
  const name = path === "/" ? "index.html" : path.slice("/_simulator/page/".length);
  if (path !== "/" && !path.startsWith("/_simulator/page/")) return undefined;
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) return undefined;
  return { headers: { "content-type": type, ...HEADERS }, body: readFileSync(join(FOLDER, name)) };
}
