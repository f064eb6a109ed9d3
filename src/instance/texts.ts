/** Which texts of a status decide nothing, so that a secret in them may be taken out: it may be spelled like a word that decides. Pure. */
import { isUnknownState } from "./meaning";
import type { InstanceStatus } from "./status";

/** How an operation ended, or that it goes on: this part decides, and the operation's name before it does not. */
const OUTCOME = /-(?:processing|succeed|failed)$/i;

/** The status with `shown` in the place of each text that decides nothing. */
export function withTexts(status: InstanceStatus, shown: (text: string) => string): InstanceStatus {
  const { state, operationState, error } = status;
  return {
    ...status,
    ...(state !== undefined && isUnknownState({ state }) && { state: shown(state) }),
    ...(operationState !== undefined && { operationState: withoutOutcome(operationState, shown) }),
    ...(error && {
      error: {
        errorCode: shown(error.errorCode),
        errorMsg: shown(error.errorMsg),
        errorType: shown(error.errorType),
      },
    }),
  };
}

function withoutOutcome(operation: string, shown: (text: string) => string): string {
  const [outcome = ""] = OUTCOME.exec(operation) ?? [];
  return shown(operation.slice(0, operation.length - outcome.length)) + outcome;
}
