/** Our own line to a simulated project: everything but the network and the sign-in is the code that users run. */
import type { Authenticator } from "../src/api/auth/authenticator";
import { createLimiter } from "../src/api/client/limiter";
import { createProjectClient } from "../src/api/client/project-client";
import { createStatusClient, type StatusClient } from "../src/api/client/status-client";
import { ENDPOINT, TOKEN, type World } from "./world";

export function openLine({ clock, cloud, send }: World): StatusClient {
  const site = { endpoint: ENDPOINT, region: cloud.region } as Parameters<typeof createProjectClient>[0];
  const client = createProjectClient(site, fixedToken(cloud.projectId, send));
  return createStatusClient(client, createLimiter(clock), clock);
}

function fixedToken(projectId: string, send: World["send"]): Authenticator {
  return {
    project: async () => ({ value: projectId, source: "the bench" }),
    send: (request) => send({ ...request, headers: { "X-Auth-Token": TOKEN } }),
    secrets: () => [TOKEN],
  };
}
