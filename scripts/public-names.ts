/** The public names of the package as the compiler sees them, with what their docstrings say. */
import { join } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "..");

/** What a program imports from, and the file that decides what is there. */
export const ENTRIES = {
  "pulumi-clouddc": "src/index.ts",
  "pulumi-clouddc/wait": "src/waiter/index.ts",
  "pulumi-clouddc/simulator": "src/simulator/index.ts",
} as const;

export interface PublicMember {
  readonly name: string;
  readonly type: string;
  /** Then its type is its parameters and its result. */
  readonly isMethod: boolean;
  readonly optional: boolean;
  /** The interface or class that declares it: this one, or one that this one extends. */
  readonly declaredIn: string;
  readonly doc: string;
  /** The text of `@default`, where there is one. */
  readonly default: string | undefined;
}

export interface PublicName {
  readonly name: string;
  readonly kind: "function" | "class" | "interface" | "type";
  /** How it is called, or what it is made of. */
  readonly signature: string;
  readonly doc: string;
  /** The names of its tags, such as `throws`. */
  readonly tags: readonly string[];
  /** The code of its examples. */
  readonly examples: readonly string[];
  readonly members: readonly PublicMember[];
}

export function publicNames(): Record<keyof typeof ENTRIES, PublicName[]> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const program = ts.createProgram(
    Object.values(ENTRIES).map((file) => join(ROOT, file)),
    options,
  );
  const checker = program.getTypeChecker();
  const namesOf = (file: string): PublicName[] => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(join(ROOT, file)) as ts.SourceFile);
    return checker
      .getExportsOfModule(module as ts.Symbol)
      .map((symbol) =>
        publicName(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol, checker),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  return Object.fromEntries(Object.entries(ENTRIES).map(([entry, file]) => [entry, namesOf(file)])) as ReturnType<
    typeof publicNames
  >;
}

function publicName(symbol: ts.Symbol, checker: ts.TypeChecker): PublicName {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration) throw new Error(`${symbol.name} is declared nowhere`);
  return {
    name: symbol.name,
    kind: kindOf(declaration),
    signature: signatureOf(declaration),
    doc: docOf(symbol, checker),
    tags: symbol.getJsDocTags(checker).map(({ name }) => name),
    examples: symbol
      .getJsDocTags(checker)
      .filter(({ name }) => name === "example")
      .map(({ text }) => ts.displayPartsToString(text).replace(/^```ts\n|\n?```$/g, "")),
    members: membersOf(declaration, checker),
  };
}

function kindOf(declaration: ts.Declaration): PublicName["kind"] {
  if (ts.isFunctionDeclaration(declaration)) return "function";
  if (ts.isClassDeclaration(declaration)) return "class";
  return ts.isInterfaceDeclaration(declaration) ? "interface" : "type";
}

const oneLine = (node: ts.Node | undefined) =>
  (node?.getText() ?? "")
    .replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, "")
    .replace(/\s+/g, " ")
    .replace(/^\| /, "");
const parameters = (node: ts.SignatureDeclaration) => node.parameters.map(oneLine).join(", ");
const signatureText = (node: ts.SignatureDeclaration) => `(${parameters(node)}): ${oneLine(node.type)}`;

/** One line: a function's parameters and result, a class's constructor, a type's text. */
function signatureOf(declaration: ts.Declaration): string {
  if (ts.isFunctionDeclaration(declaration)) return signatureText(declaration);
  if (ts.isClassDeclaration(declaration)) {
    const made = declaration.members.find(ts.isConstructorDeclaration);
    return made ? `new (${parameters(made)})` : "";
  }
  return ts.isTypeAliasDeclaration(declaration) ? oneLine(declaration.type) : "";
}

function membersOf(declaration: ts.Declaration, checker: ts.TypeChecker): PublicMember[] {
  if (!ts.isInterfaceDeclaration(declaration) && !ts.isClassDeclaration(declaration)) return [];
  return checker
    .getTypeAtLocation(declaration)
    .getProperties()
    .flatMap((property) => {
      const [at] = property.declarations ?? [];
      if (!at || at.getSourceFile().fileName.includes("node_modules") || property.name.startsWith("__")) return [];
      const tag = property.getJsDocTags(checker).find(({ name }) => name === "default");
      return {
        name: property.name,
        type: isMethod(at) ? signatureText(at) : "type" in at ? oneLine(at.type as ts.TypeNode) : "",
        isMethod: isMethod(at),
        declaredIn: declaredIn(at),
        optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
        doc: docOf(property, checker),
        default: tag && ts.displayPartsToString(tag.text),
      };
    });
}

const isMethod = (node: ts.Node): node is ts.SignatureDeclaration =>
  ts.isMethodSignature(node) || ts.isMethodDeclaration(node);

const declaredIn = ({ parent }: ts.Declaration): string =>
  ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent) ? (parent.name?.text ?? "") : "";

const docOf = (symbol: ts.Symbol, checker: ts.TypeChecker): string =>
  ts
    .displayPartsToString(symbol.getDocumentationComment(checker))
    .replace(/\{@link (\w+)\}/g, "$1")
    .replace(/\s+/g, " ");
