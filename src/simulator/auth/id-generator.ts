/** Names that nobody else has: ids of requests, texts of tokens and keys. */

import { randomBytes } from "node:crypto";

export interface IdGenerator {
  requestId(): string;
  secret(prefix: string): string;
}

/**
 * Every cloud counts from a random start, so that a token of one is unknown to the next: two simulators in one test stand for
 * two regions.
 */
export function createIdGenerator(): IdGenerator {
  const own = randomBytes(12).toString("hex");
  let count = 0;
  const next = () => {
    count += 1;
    return own + count.toString(16).padStart(8, "0");
  };
  return { requestId: next, secret: (prefix) => prefix + next() };
}
