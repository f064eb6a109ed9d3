/** Everything that a simulated cloud remembers, as it is at the start. A reset makes a new one. */

import type { CloudDc } from "./apis/clouddc-api";
import type { Iam } from "./apis/iam-api";
import { createMetadata } from "./apis/metadata-api";
import type { Apis } from "./apis/router";
import { createAccessKeys } from "./auth/access-keys";
import type { Credentials } from "./auth/authenticate";
import type { IdGenerator } from "./auth/id-generator";
import { createTokens } from "./auth/tokens";
import { createFaultQueue, type FaultQueue } from "./faults/fault-queue";
import { createInstances, type Instances } from "./instances/instances";
import { createOperations, type Operations } from "./instances/operations";
import { projectsOf, type Settings } from "./options";
import { createThrottle, type Throttle } from "./throttle";

export interface State {
  instances: Instances;
  operations: Operations;
  credentials: Credentials;
  throttle: Throttle;
  faults: FaultQueue;
  apis: Apis;
  /** How far the server's clock is ahead, in milliseconds. */
  clockOffsetMs: number;
}

export function createState(settings: Settings, idGenerator: IdGenerator, notice: (text: string) => void): State {
  const { now, region } = settings;
  const serverNow = () => now() + state.clockOffsetMs;
  const projects = projectsOf(settings);
  const issuing = { tokenLength: settings.tokenLength, uses: settings.credentialUses };
  const keys = createAccessKeys(settings.accessKeys, issuing, idGenerator, now, serverNow);
  const tokens = createTokens(settings.tokens, projects[0], issuing, idGenerator, serverNow);
  const credentials: Credentials = { tokens, keys, serverNow };

  const instances = createInstances(now);
  for (const [id, timeline] of Object.entries(settings.instances)) instances.put(id, timeline, settings.timelinesStart);
  const operations = createOperations(settings.operations);
  const throttle = createThrottle(now, serverNow, settings.limit);
  const faults = createFaultQueue(now);
  for (const fault of settings.faults) faults.add(fault);

  const clouddc: CloudDc = {
    region,
    projects,
    instances,
    operations,
    credentials,
    throttle,
    notice,
    allowed: { status: true, list: true },
    list: { oldVocabulary: settings.oldListVocabulary, pageSize: settings.pageSize, lagMs: settings.listLagMs },
  };
  const iam: Iam = {
    users: settings.users,
    agencies: settings.agencies,
    allowed: true,
    projects,
    tokenLifetimeMs: settings.tokenLifetimeMs,
    credentials,
  };
  const metadata = createMetadata(settings.metadata, settings.metadataKeyLifetimeMs, keys, idGenerator, serverNow);
  const state: State = {
    instances,
    operations,
    credentials,
    throttle,
    faults,
    apis: { clouddc, iam, metadata },
    clockOffsetMs: settings.clockOffsetMs,
  };
  return state;
}
