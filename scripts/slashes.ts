/** Paths as TypeScript, git and package.json write them. */
import { sep } from "node:path";

/** On Windows `join` and `resolve` write backslashes. */
export const slashed = (path: string): string => path.split(sep).join("/");
