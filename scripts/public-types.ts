/**
 * The types of everything that users can import, as one text: `docs/public-types.txt` is it, so that a change of the public
 * interface is a changed file in review. `npx tsx scripts/public-types.ts` writes it anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import * as ts from "typescript";
import { slashed } from "./slashes";

/** With slashes, as in all paths that TypeScript gives. */
const ROOT = slashed(join(__dirname, ".."));
export const REPORT = posix.join(ROOT, "docs/public-types.txt");

/** A module as its declarations say it. */
interface Module {
  /** By the name that it has there. */
  readonly declared: Map<string, ts.Statement[]>;
  /** What a name stands for that is declared in another module of ours. */
  readonly from: Map<string, { readonly name: string; readonly path: string }>;
  readonly exported: Map<string, string>;
}

/** The source files of the package's entries, by the name to import them by. */
function entries(): [string, string][] {
  const { name, exports } = JSON.parse(readFileSync(posix.join(ROOT, "package.json"), "utf8"));
  return Object.entries(exports as Record<string, { types?: string }>).flatMap(([path, { types }]) =>
    types === undefined
      ? []
      : [[posix.join(name, path), posix.join(ROOT, types.replace("dist", "src").replace(/\.d\.ts$/, ".ts"))]],
  );
}

/** The declarations of these sources and of what they import, without a comment, by the path of the source without `.ts`. */
function declarationsOf(sources: readonly string[]): Map<string, Module> {
  const { config } = ts.readConfigFile(posix.join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const program = ts.createProgram([...sources], {
    ...options,
    allowJs: false,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    removeComments: true,
  });
  const modules = new Map<string, Module>();
  program.emit(undefined, (path, text) => modules.set(path.replace(/\.d\.ts$/, ""), moduleOf(path, text)));
  return modules;
}

function moduleOf(path: string, text: string): Module {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const module: Module = { declared: new Map(), from: new Map(), exported: new Map() };
  const declare = (name: string, statement: ts.Statement) => {
    module.declared.set(name, [...(module.declared.get(name) ?? []), statement]);
    if (
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    )
      module.exported.set(name, name);
  };
  const pathOf = ({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration) => {
    const specifier = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
    return specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : undefined;
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) declare(name.getText(), statement);
    else if (ts.isImportDeclaration(statement)) {
      const from = pathOf(statement);
      const named = statement.importClause?.namedBindings;
      if (from && named && ts.isNamedImports(named))
        for (const { name, propertyName = name } of named.elements)
          module.from.set(name.text, { name: propertyName.text, path: from });
    } else if (ts.isExportDeclaration(statement)) {
      const from = pathOf(statement);
      if (!statement.exportClause || !ts.isNamedExports(statement.exportClause))
        throw new Error(`${path}: name what is exported`);
      for (const { name, propertyName = name } of statement.exportClause.elements) {
        module.exported.set(name.text, propertyName.text);
        if (from) module.from.set(propertyName.text, { name: propertyName.text, path: from });
      }
    } else if ("name" in statement && statement.name) declare((statement.name as ts.Identifier).text, statement);
  }
  return module;
}

/** What the entries export, and below it every type of ours that these names lead to. */
export function publicTypes(): string {
  const all = entries();
  const modules = declarationsOf(all.map(([, source]) => source));
  const texts = new Map<string, string>();

  function reach(path: string, name: string): void {
    // A folder's module is its index.
    const [found, module] =
      [path, `${path}/index`].map((one) => [one, modules.get(one)] as const).find(([, one]) => one) ?? [];
    if (!module || !found) return;
    const declared = module.declared.get(name);
    if (!declared) {
      const from = module.from.get(name);
      if (from) reach(from.path, from.name);
      return;
    }
    const key = `${name} (${found.slice(posix.join(ROOT, "src").length + 1)})`;
    if (texts.has(key)) return;
    texts.set(key, declared.map((statement) => statement.getText().replace(/^export (declare )?/, "")).join("\n"));
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && node.text !== name) reach(found, node.text);
      ts.forEachChild(node, visit);
    };
    for (const statement of declared) visit(statement);
  }

  const names = all.map(([entry, source]) => {
    const path = source.replace(/\.ts$/, "");
    const exported = [...(modules.get(path)?.exported ?? [])].sort();
    for (const [, name] of exported) reach(path, name);
    return `${entry}\n${exported.map(([name, own]) => `  ${name}${name === own ? "" : ` = ${own}`}`).join("\n")}\n`;
  });
  const types = [...texts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, text]) => `// ${key}\n${text}\n`);
  return ["What each entry exports, and the types that these names lead to.\n", ...names, ...types].join("\n");
}

if (require.main === module) writeFileSync(REPORT, publicTypes());
