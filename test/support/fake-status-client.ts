/** A status client whose answers a test decides, one by one. */
import type { LookOptions, StatusClient } from "../../src/api/client/status-client";
import { isCloudDcError } from "../../src/errors";
import type { Reading } from "../../src/instance/status";

export interface FakeAnswers {
  now(): number;
  /** The answer to one look at one instance; a rejection is what the look brings instead. */
  get(id: string, options: LookOptions): Promise<Reading>;
  roundMs?: StatusClient["roundMs"];
  warnings?: string[];
}

export function createFakeStatusClient({ now, get, roundMs = () => 0, warnings = [] }: FakeAnswers): StatusClient {
  return {
    get,
    look(ids, options, tell) {
      for (const id of ids) {
        const askedAt = now();
        get(id, options).then(
          (reading) => tell(id, { ...reading, askedAt }),
          (error) => {
            if (!isCloudDcError(error)) throw error;
            tell(id, { error, askedAt });
          },
        );
      }
    },
    roundMs,
    served: () => 0,
    hasAnswered: () => false,
    heldMs: () => 0,
    takeWarnings: () => warnings.splice(0),
  };
}
