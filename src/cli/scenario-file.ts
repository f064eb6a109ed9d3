/** A scenario's file, YAML or JSON: what is wrong in it is told with its line and its field. */

import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { SimulatorOptions } from "../simulator";
import type { Problem } from "../simulator/scenario/check";
import { readScenario } from "../simulator/scenario/scenario";
import { fileError } from "./file-error";

export interface ScenarioFile {
  options: SimulatorOptions;
  /** Sentences on what is odd and allowed. */
  warnings: readonly string[];
}

/** A path as a person writes it: `instances.web-1[0].for`. */
function printPath(path: Problem["path"]): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}

/** Where in the text a value begins, or its name; the nearest place around it where it is not there itself. */
function offsetOf(document: Document, { path, ofName = false }: Problem): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(name))
      : undefined;
    const node = ofName && pair !== undefined ? pair.key : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(file, "read", error);
  }
}

/** Throws an Error whose message is one line for each thing that is wrong. */
export function readScenarioFile(file: string): ScenarioFile {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken !== undefined) throw new Error(`${at(broken.pos[0])}: this is no YAML: ${broken.message}.`);

  const { options, problems, warnings } = readScenario(document.toJS() ?? {});
  const sentence = (problem: Problem) =>
    `${at(offsetOf(document, problem))}: ${printPath(problem.path) || "the scenario"} ${problem.says}${problem.says.endsWith(".") ? "" : "."}`;
  if (problems.length > 0) throw new Error(problems.map(sentence).join("\n"));
  return { options, warnings: warnings.map(sentence) };
}
