/** The sources of this package as the compiler reads them: who imports what, and who uses which global. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import ts from "typescript";

export const SRC = join(__dirname, "../../src");

export interface Import {
  /** A file below `src`, such as `wait/wait.ts`, or the name of a package. */
  readonly target: string;
  readonly ours: boolean;
  /** Gone when it is compiled. */
  readonly typeOnly: boolean;
  /** Loaded when it is called, not when the file is. */
  readonly dynamic: boolean;
}

export interface SourceFile {
  /** Below `src`, with slashes. */
  readonly path: string;
  /** A room such as `api/http` or `wait`; a file that lies in none is one by itself, such as `errors` or `api/target`. */
  readonly part: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Globals that are used, such as `setTimeout`, `Math.random` or `new Date`. */
  readonly globals: ReadonlySet<string>;
}

export function readSources(): SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => path.split(sep).join("/"))
    .sort()
    .map((path) => readSource(path, readFileSync(join(SRC, path), "utf8")));
}

/** Folders whose own folders are rooms. */
const FLOORS = ["", "api"];

/** The part of the package that a file belongs to. */
export function partOf(path: string): string {
  const folder = dirname(path).replace(/^\.$/, "");
  if (FLOORS.includes(folder)) return path.replace(/\.ts$/, "");
  return path
    .split("/")
    .slice(0, FLOORS.includes(path.split("/")[0] ?? "") ? 2 : 1)
    .join("/");
}

function readSource(path: string, text: string): SourceFile {
  const imports: Import[] = [];
  const globals = new Set<string>();
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, dynamic: boolean) => {
    if (specifier && ts.isStringLiteral(specifier))
      imports.push({ ...resolveTarget(path, specifier.text), typeOnly, dynamic });
  };
  const visit = (node: ts.Node, called = false): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause), false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, isTypeOnlyExport(node), false);
    else if (ts.isCallExpression(node)) {
      const name = node.expression.getText();
      if (name === "import") add(node.arguments[0], false, true);
      else if (name === "require") add(node.arguments[0], false, called);
      globals.add(name);
    } else if (ts.isNewExpression(node)) globals.add(`new ${node.expression.getText()}`);
    else if (ts.isPropertyAccessExpression(node)) globals.add(node.getText());
    ts.forEachChild(node, (child) => visit(child, called || ts.isFunctionLike(node)));
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  return { path, part: partOf(path), text, imports, globals };
}

function resolveTarget(path: string, specifier: string): Pick<Import, "target" | "ours"> {
  if (!specifier.startsWith(".")) return { target: specifier, ours: false };
  // What the package says of itself is beside `src`, and code of nobody.
  if (posix.basename(specifier) === "package.json") return { target: "package.json", ours: false };
  const target = posix.join(dirname(path).split(sep).join("/"), specifier.replace(/\.js$/, ""));
  const candidates = [`${target}.ts`, `${target}/index.ts`];
  const found = candidates.find((candidate) => ts.sys.fileExists(join(SRC, candidate)));
  return { target: found ?? relative(SRC, join(SRC, target)), ours: true };
}

const isTypeOnly = (clause: ts.ImportClause | undefined): boolean => {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
};

const isTypeOnlyExport = ({ isTypeOnly: whole, exportClause }: ts.ExportDeclaration): boolean =>
  whole ||
  (exportClause !== undefined &&
    ts.isNamedExports(exportClause) &&
    exportClause.elements.every((element) => element.isTypeOnly));
