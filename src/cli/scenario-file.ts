/** A scenario's file, YAML or JSON: what is wrong in it is told with its line and its field. */

import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument, type YAMLParseError, type YAMLWarning } from "yaml";
import { longLine } from "../redact";
import type { SimulatorOptions } from "../simulator";
import type { Problem } from "../simulator/scenario/check";
import { readScenario } from "../simulator/scenario/scenario";
import { fileError } from "./file-error";
import { brokenAlias, offsetOf, pathAt, printPath } from "./scenario-places";

export interface ScenarioFile {
  options: SimulatorOptions;
  /** Sentences on what is odd and allowed. */
  warnings: readonly string[];
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileError(file, "read", error);
  }
  if (!isUtf8(bytes)) throw new Error(asSentence(`${file} is not UTF-8 text`));
  return bytes.toString("utf8");
}

/** On one line, whatever the file and its fields are called. */
const asSentence = (text: string) => longLine(text.endsWith(".") ? text : `${text}.`);

/** Throws an Error whose message is one line for each thing that is wrong. */
export function readScenarioFile(file: string): ScenarioFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), {
    lineCounter: lines,
    prettyErrors: false,
    // An id of digits is an id: `007` and `1e3` name no numbers.
    stringKeys: true,
    // `<<: *name` is of YAML 1.1, and known to whoever uses anchors.
    merge: true,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const within = (offset: number) => {
    const path = printPath(pathAt(document.contents, offset));
    return path === "" ? "" : ` (at ${path})`;
  };
  /** Of what the parser says the first half is for a person; the rest names functions of it. */
  const parsed = ({ pos: [offset], code, message }: YAMLParseError | YAMLWarning, what: string) => {
    const place = code === "MULTIPLE_DOCS" ? "" : within(offset);
    return asSentence(`${at(offset)}: ${what}: ${message.split("; please ", 1)[0]}${place}`);
  };

  const [broken] = document.errors;
  if (broken !== undefined) throw new Error(parsed(broken, "this is not valid YAML"));
  const alias = brokenAlias(document);
  if (alias !== undefined) {
    const offset = alias.alias.range?.[0] ?? 0;
    throw new Error(asSentence(`${at(offset)}: ${alias.says}${within(offset)}`));
  }

  // Two hundred instances may well share one timeline: the parser's guard against too many aliases is for files of strangers.
  const { options, problems, warnings } = readScenario(document.toJS({ maxAliasCount: -1 }) ?? {});
  const sentence = (problem: Problem) =>
    asSentence(`${at(offsetOf(document, problem))}: ${printPath(problem.path) || "the scenario"} ${problem.says}`);
  if (problems.length > 0) throw new Error(problems.map(sentence).join("\n"));
  const ofText = document.warnings.map((warning) => parsed(warning, "this is unusual YAML"));
  return { options, warnings: [...ofText, ...warnings.map(sentence)] };
}
