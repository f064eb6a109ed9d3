/** The authenticator of each target, made of the one set of credentials that a process has. */
import { ArgumentError } from "../../errors";
import { ID_SIGNS, isId } from "../http/ids";
import { isProjectOf } from "../project-sources";
import { configValue, environmentValue, fromConfig, fromEnvironment, type Settings } from "../settings";
import type { Target } from "../target";
import { type Authenticator, createAuthenticator } from "./authenticator";
import { findAgency } from "./credentials/agency";
import { type FindIo, findCredentials } from "./credentials/credential-chain";
import type { Credentials } from "./credentials/credentials";
import type { Guards } from "./guards";
import type { Named } from "./iam";
import { createIamSend } from "./iam-send";
import { type SignIn, signInAs, signInWith } from "./sign-in";

/** Rejects with what is wrong with the credentials. */
export function createAuthenticators(
  settings: Settings,
  io: FindIo,
  guards: Guards = new Map(),
): (target: Target) => Promise<Authenticator> {
  const iam = createIamSend(io.send, io.clock);
  const signInIo = { send: iam, clock: io.clock, guards };
  let found: Promise<{ credentials: Credentials; signIn: SignIn }> | undefined;
  const find = async () => {
    const named = findAgency(settings);
    const credentials = await findCredentials(settings, io);
    const agency = named ?? credentials.agency;
    if (!agency) return { credentials, signIn: signInWith(credentials, signInIo) };
    io.debug?.(`credentials: acting as the agency "${agency.name}" from ${agency.source}`);
    return { credentials, signIn: signInAs(agency, credentials, accountOf(settings), signInIo) };
  };

  return async (place) => {
    found ??= find();
    const mine = found;
    const { credentials, signIn } = await mine.catch((error) => {
      // What is wrong may be mended when somebody asks again.
      if (found === mine) found = undefined;
      throw error;
    });
    const beside = place.projectId === undefined ? projectBeside(credentials, place, settings) : undefined;
    const target = beside === undefined ? place : { ...place, projectId: beside };
    const { scheme, guard } = signIn(target);
    const projectSource = beside && credentials.source;
    return createAuthenticator(scheme, target, { send: io.send, iam, guard, projectSource });
  };
}

/** The project that stands beside the credentials in their profile. Throws an {@link ArgumentError} about what is no project's id. */
function projectBeside(credentials: Credentials, { region }: Target, settings: Settings): string | undefined {
  const { projectId, source } = credentials;
  if (projectId === undefined || !isProjectOf(region, credentials, settings)) return undefined;
  if (isId(projectId)) return projectId;
  throw new ArgumentError("projectId", projectId, `write a project's id beside the key of ${source}: ${ID_SIGNS}`);
}

/** The account that the credentials belong to, where somebody says so. Throws an {@link ArgumentError} about what is no account's id. */
function accountOf(settings: Settings): Named | undefined {
  const id = environmentValue(settings, "HW_DOMAIN_ID", "OS_DOMAIN_ID") ?? configValue(settings, "domainId");
  const name = fromEnvironment(settings, "HW_DOMAIN_NAME", "OS_DOMAIN_NAME") ?? fromConfig(settings, "domainName");
  if (id !== undefined && !isId(id.value))
    throw new ArgumentError(id.source, id.value, `write an account's id: ${ID_SIGNS}`);
  if (id !== undefined) return { id: id.value };
  return name === undefined ? undefined : { name };
}
