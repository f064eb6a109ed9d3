/** The open lines of one process: everybody who asks the same project with the same settings shares one. */
import type { Clock } from "../clock";
import { createAuthorizer } from "./authorizer";
import { findCredentials } from "./credentials/find-credentials";
import { createInquiries, type Inquiries } from "./inquiries";
import { openSession } from "./session";
import type { Settings } from "./settings";
import { type SiteArgs, siteOf } from "./site";
import { createTransport } from "./transport";

/** The line to a project; rejects with what is wrong with the arguments, or with the credentials. */
export type Connect = (where: SiteArgs) => Promise<Inquiries>;

/** Without credentials each of a hundred gates would ask the metadata service in vain: the answer counts for so long. */
const FAILURE_LASTS_MS = 30_000;

export type Tell = (severity: "debug" | "warning", line: string) => void;

export function createConnections(settings: Settings, clock: Clock, tell: Tell): Connect {
  const lines = new Map<string, { inquiries: Promise<Inquiries>; failedAt?: number }>();

  return (where) => {
    const key = JSON.stringify([where.endpoint, where.region, where.projectId]);
    const known = lines.get(key);
    if (known && (known.failedAt === undefined || clock.now() - known.failedAt < FAILURE_LASTS_MS))
      return known.inquiries;
    const line: { inquiries: Promise<Inquiries>; failedAt?: number } = {
      inquiries: open(where, settings, clock, tell),
    };
    line.inquiries.catch(() => {
      line.failedAt = clock.now();
    });
    lines.set(key, line);
    return line.inquiries;
  };
}

async function open(where: SiteArgs, settings: Settings, clock: Clock, tell: Tell): Promise<Inquiries> {
  const found = siteOf(where, settings);
  if ("problems" in found) throw found.problems[0];
  const { site } = found;
  if (site.insecure) tell("warning", `insecure is set: no certificate is checked, and ${site.endpoint} may be anybody`);
  const send = createTransport(site);
  const credentials = await findCredentials(settings, { send, clock, debug: (line) => tell("debug", line) });
  const authorizer = createAuthorizer(credentials, site, { send, clock, settings });
  return createInquiries(openSession(site, authorizer, send, clock), clock);
}
