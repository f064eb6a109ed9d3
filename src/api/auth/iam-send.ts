/** Requests to IAM: while it asks to be left alone, by `Retry-After`, everybody gets the answer in which it did. */
import type { Clock } from "../../clock";
import { failureOf } from "../http/response";
import type { HttpResponse, Send } from "../http/transport";

/** No pause is believed beyond this: it would be a mistake, and nobody would sign in any more. */
const LONGEST_PAUSE_MS = 3_600_000;

/** One for all who sign in with the same credentials. */
export function createIamSend(send: Send, clock: Clock): Send {
  /** By host: IAM of one region says nothing of another's. */
  const pauses = new Map<string, { readonly response: HttpResponse; readonly until: number }>();
  return async (request, options) => {
    const { host } = request.url;
    const pause = pauses.get(host);
    if (pause && clock.now() < pause.until) return pause.response;
    const response = await send(request, options);
    const pauseMs = Math.min(pauseOf(response), LONGEST_PAUSE_MS);
    if (pauseMs > 0) pauses.set(host, { response, until: clock.now() + pauseMs });
    return response;
  };
}

const pauseOf = (response: HttpResponse): number =>
  response.status < 400 ? 0 : (failureOf(response).retryAfterMs ?? 0);
