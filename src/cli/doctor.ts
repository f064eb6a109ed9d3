/** `pulumi-clouddc doctor`: what is right and what is wrong with a set-up. */
import { systemSettings } from "../api/settings";
import { systemClock } from "../clock";
import { diagnose, type Finding } from "../doctor";
import { idsOf, WHERE_OPTIONS, whereOf } from "./api-options";
import { type Command, UsageError } from "./command";
import { readStack } from "./stack-file";

const MARKS: Readonly<Record<Finding["level"], string>> = { ok: "ok", warning: "warning", problem: "PROBLEM" };

/** A line a finding, its remedy below it, and how many there are. */
export function reportOf(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, level, says, remedy }) => [
    `${MARKS[level].padEnd(7)}  ${check.padEnd(width)}  ${says}`,
    ...(remedy === undefined ? [] : [`${" ".repeat(width + 11)}→ ${remedy}`]),
  ]);
  const count = (level: Finding["level"]) => {
    const { length } = findings.filter((one) => one.level === level);
    return `${length} ${level}${length === 1 ? "" : "s"}`;
  };
  return [...lines, "", `${count("problem")}, ${count("warning")}`].join("\n");
}

export const doctor: Command = {
  summary: "Shows which settings and credentials are used, where each came from, and what is wrong with them.",
  operands: "[ID]",
  options: {
    ...WHERE_OPTIONS,
    stack: {
      value: "NAME",
      help: "read Pulumi.NAME.yaml, except its secrets (default: the only stack in this folder)",
    },
    json: { help: "print a JSON object with ok and findings" },
  },
  more: `With an ID it says what a gate would do about that instance now. No secret is printed.
Exit codes: 0 no problem, 1 a problem, 2 usage error, 130 interrupted.`,
  async run(given, terminal) {
    const { operands } = given;
    if (operands.length > 1) throw new UsageError("Name at most one instance.");
    const [instanceId] = operands.length === 0 ? [] : idsOf(given);
    const stack = readStack(process.cwd(), given.text("stack") ?? process.env.PULUMI_STACK);
    const { signal } = terminal;
    const settings = { ...systemSettings(stack.config), isSealed: stack.isSealed };
    const found = await diagnose(whereOf(given, settings), instanceId, { settings, clock: systemClock, signal });
    if (signal.aborted) {
      terminal.complain("pulumi-clouddc doctor: interrupted before all answers had arrived.");
      return 130;
    }
    const findings = [...stack.findings, ...found];
    const isWell = findings.every(({ level }) => level !== "problem");
    terminal.print(given.has("json") ? JSON.stringify({ ok: isWell, findings }, null, 2) : reportOf(findings));
    return isWell ? 0 : 1;
  },
};
