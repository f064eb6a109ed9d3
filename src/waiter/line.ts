/** The line to the API, which is made while the wait already runs: a look that finds none is a look without an answer. */
import type { StatusClient } from "../api/client/status-client";
import { backoff } from "../backoff";
import type { Clock } from "../clock";
import { type CloudDcError, isCloudDcError } from "../errors";
import { type FailureClass, failureClassOf } from "../failure-class";

/** What a wait needs of a client. */
export type WaitClient = Pick<StatusClient, "look" | "roundMs" | "served" | "hasAnswered" | "heldMs" | "takeWarnings">;

export interface Line extends WaitClient {
  /** Why there is no line yet, where that may pass; undefined once there is one. */
  failure(): CloudDcError | undefined;
}

interface LineContext {
  readonly connect: () => Promise<WaitClient>;
  readonly clock: Clock;
  /** When the wait's time is over: whoever looks then shall know how things are then. */
  readonly deadline: number;
  /** Told why there will never be a line. */
  readonly refused: (error: unknown) => void;
}

const MAY_PASS: readonly FailureClass[] = ["retry", "hold", "unreachable"];

/** Begins to connect at once, so that what is wrong with the credentials is told before the first look. */
export function openLine({ connect, clock, deadline, refused }: LineContext): Line {
  let client: WaitClient | undefined;
  let servedBefore = 0;
  let failure: CloudDcError | undefined;
  let failures = 0;
  let restsUntil = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;

  async function attempt(): Promise<void> {
    try {
      client = await connect();
      servedBefore = client.served();
      failure = undefined;
    } catch (error) {
      if (!isCloudDcError(error) || !MAY_PASS.includes(failureClassOf(error.code))) return refused(error);
      failure = error;
      // A thousand instances look again at a thousand moments: until the earliest of them, all get the same answer.
      restsUntil = Math.min(clock.now() + backoff(++failures, () => 0), deadline);
    }
  }

  function made(): Promise<void> {
    if (clock.now() < restsUntil) return Promise.resolve();
    underWay ??= attempt().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  void made();
  return {
    look(ids, options, tell) {
      if (client) return client.look(ids, options, tell);
      const askedAt = clock.now();
      void made().then(() => {
        if (options.signal?.aborted) return;
        if (client) client.look(ids, options, tell);
        else if (failure) for (const id of ids) tell(id, { error: failure, askedAt });
      });
    },
    // Nobody knows the pace yet.
    roundMs: (...asked) => client?.roundMs(...asked) ?? Number.POSITIVE_INFINITY,
    // What was served to others before says nothing of our turn.
    served: () => (client ? client.served() - servedBefore : 0),
    hasAnswered: () => client?.hasAnswered() ?? false,
    heldMs: () => client?.heldMs() ?? 0,
    takeWarnings: () => client?.takeWarnings() ?? [],
    failure: () => failure,
  };
}
