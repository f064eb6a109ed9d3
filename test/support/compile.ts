/** Compiles programs as users write them, against the sources of this package. */
import { posix } from "node:path";
import ts from "typescript";
import { slashed } from "../../scripts/slashes";
import { ROOT as CHECKOUT } from "./documents";

/** As the compiler asks for its files. */
const ROOT = slashed(CHECKOUT);

export interface Program {
  readonly name: string;
  readonly text: string;
}

/** What is wrong with them: a sentence each. */
export function compile(programs: readonly Program[]): string[] {
  const { compilerOptions } = ts.readConfigFile(posix.join(ROOT, "tsconfig.json"), ts.sys.readFile).config;
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...compilerOptions,
      // Blocks wait at their top level, as programs that are ES modules do.
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["ES2022", "ESNext.Disposable"],
      allowJs: false,
      checkJs: false,
    },
    ROOT,
  );
  const texts = new Map(programs.map(({ name, text }) => [posix.join(ROOT, `${name}.ts`), `${text}\nexport {};\n`]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, rest[0]);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${path.slice(ROOT.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
}
