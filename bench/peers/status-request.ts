/** ShowInstanceStatus as a user of a waiter writes it: one request, and an error for everything that is not an answer. */
import { ENDPOINT, TOKEN, type World } from "../world";

export interface StatusBody {
  state?: string;
  operation_state?: string;
}

export async function requestStatus({ cloud, send }: World, id: string): Promise<StatusBody> {
  const url = new URL(`${ENDPOINT}/v1/${cloud.projectId}/instances/${id}/status`);
  const answer = await send({ method: "GET", url, headers: { "X-Auth-Token": TOKEN } });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
  return JSON.parse(answer.body) as StatusBody;
}

/** What no waiter of these should go on after. */
export const isOver = ({ state = "" }: StatusBody): boolean => ["error", "shutting-down", "terminated"].includes(state);
