/** Server-sent events: what the page shows, sent whenever it has changed. */

import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Snapshot } from "./snapshot";

/** Often enough to seem at once. */
const LOOK_EVERY_MS = 200;
/** A sign of life, so that the page can tell a quiet server from one that is gone. */
const BEAT_EVERY_MS = 5_000;

const withoutNow = ({ now, ...rest }: Snapshot) => JSON.stringify(rest);

/** Sends events until the page is left or `stopped` is aborted. */
export async function sendEvents(
  response: ServerResponse,
  takeSnapshot: () => Snapshot,
  stopped: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write("retry: 1000\n\n");
  let sent = "";
  let sentAt = 0;
  while (!response.closed && !stopped.aborted) {
    const snapshot = takeSnapshot();
    const text = withoutNow(snapshot);
    // A page that a browser has put to sleep reads nothing: what it misses is not kept for it, as the next event says all.
    const reads = !response.writableNeedDrain;
    if (reads && (text !== sent || Date.now() - sentAt >= BEAT_EVERY_MS)) {
      response.write(`data: ${JSON.stringify(snapshot)}\n\n`);
      [sent, sentAt] = [text, Date.now()];
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: stopped });
  }
  response.end();
}
