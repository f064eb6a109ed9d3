/** Our own line to a simulated project: everything but the network and the sign-in is the code that users run. */
import type { Authorizer } from "../src/api/authorizer";
import { createInquiries, type Inquiries } from "../src/api/inquiries";
import { openSession } from "../src/api/session";
import { ENDPOINT, TOKEN, type World } from "./world";

export function openLine({ clock, cloud, send }: World): Inquiries {
  const site = { endpoint: ENDPOINT, region: cloud.region } as Parameters<typeof openSession>[0];
  return createInquiries(openSession(site, fixedToken(cloud.projectId), send, clock), clock);
}

function fixedToken(projectId: string): Authorizer {
  return {
    projectId: async () => projectId,
    authorize: async () => ({ "X-Auth-Token": TOKEN }),
    renew: async () => false,
    explain: () => "",
    secrets: () => [TOKEN],
  };
}
