/** `pulumi-clouddc status`: what the API says of instances, now. */

import { createLookUp, PATIENT } from "../api/look-up";
import { resolveLocation } from "../api/target";
import { systemClock } from "../clock";
import { type CloudDcError, isCloudDcError, ResponseError } from "../errors";
import { phaseOf } from "../instance/meaning";
import type { InstanceStatusResult } from "../instance/result";
import { idsOf, shellClients, WHERE_OPTIONS, whereOf } from "./api-options";
import type { Command } from "./command";

/** What is known of one instance; without a phase it could not be looked up. */
interface Row extends Partial<InstanceStatusResult> {
  instanceId: string;
  requestId?: string | undefined;
  /** Why nothing is known. */
  failure?: Pick<CloudDcError, "code" | "message">;
}

function rowOf(instanceId: string, error: CloudDcError): Row {
  const requestId = error instanceof ResponseError ? error.requestId : undefined;
  if (error.code === "INSTANCE_NOT_FOUND") return { instanceId, phase: "missing", requestId };
  return { instanceId, failure: { code: error.code, message: error.message }, requestId };
}

const HEADINGS = ["ID", "STATE", "OPERATION", "PHASE", "ERROR", "REQUEST ID"];

function cellsOf({ instanceId, state, operationState, phase, error, failure, requestId }: Row): string[] {
  const why = error && [error.errorType, error.errorCode, error.errorMsg].filter(Boolean).join(" ");
  return [instanceId, state, operationState, phase, why ?? failure?.message, requestId].map((cell) => cell || "-");
}

/** Columns as wide as what is in them. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export const status: Command = {
  summary: "Prints the current status of these instances.",
  operands: "ID…",
  options: { ...WHERE_OPTIONS, json: { help: "print a JSON list instead of a table" } },
  more: `Exit codes: 0 all were looked up, 1 an instance does not exist or could not be looked up, 2 usage error,
130 interrupted.`,
  async run(given, terminal) {
    const ids = idsOf(given);
    const { settings, connect } = shellClients(terminal);
    const where = resolveLocation(whereOf(given, settings), settings);
    const lookUp = createLookUp(connect, systemClock, PATIENT);
    const options = { owner: "status", bypassList: true, signal: terminal.signal };
    const look = async (instanceId: string): Promise<Row> => {
      try {
        const seen = await lookUp(instanceId, where, options);
        return { instanceId, ...seen.status, phase: phaseOf(seen.status), requestId: seen.requestId };
      } catch (error) {
        if (isCloudDcError(error)) return rowOf(instanceId, error);
        throw error;
      }
    };
    const rows = await Promise.all(ids.map(look));
    if (terminal.signal.aborted) {
      terminal.complain("pulumi-clouddc status: interrupted before all answers had arrived.");
      return 130;
    }
    terminal.print(given.has("json") ? JSON.stringify(rows, null, 2) : tableOf(rows));
    return rows.every(({ phase }) => phase !== undefined && phase !== "missing") ? 0 : 1;
  },
};
