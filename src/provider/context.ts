/** What the hooks work with, made once for the provider process: configuration, log, clients, the watch over the programs. */
import { type Connect, createClients } from "../api/clients";
import { createLookUp, type LookUp, PATIENT } from "../api/look-up";
import { type Settings, systemSettings } from "../api/settings";
import { type Clock, systemClock } from "../clock";
import type { EngineLog, Log } from "./engine-log";
import { endWithEngine } from "./orphan-watchdog";
import { createProgramWatch, type ProgramWatch } from "./program-watch";
import { createSnapshot, type Snapshot } from "./snapshot";

export interface Context {
  clock: Clock;
  log: Log;
  programWatch: ProgramWatch;
  connect: Connect;
  lookUp: LookUp;
  snapshot: Snapshot;
  settings(): Settings;
  /** Keeps the stack's configuration; nothing that takes time, since hooks may run while an asynchronous configure is pending. */
  configure(config: { get(key: string): string | undefined }): void;
}

export function createContext(engine: EngineLog, clock: Clock = systemClock): Context {
  let config: (key: string) => string | undefined = () => undefined;
  let serving = false;
  const settings = systemSettings((key) => config(key));
  const connect = createClients(settings, clock, (severity, line) => engine.log(undefined, line, { severity }));
  return {
    clock,
    log: engine.log,
    programWatch: createProgramWatch(clock, undefined, engine.isGone),
    connect,
    lookUp: createLookUp(connect, clock, PATIENT),
    snapshot: createSnapshot(connect, clock),
    settings: () => settings,
    configure(given) {
      config = (key) => given.get(key);
      // An engine configures before anything else, so there has been one.
      if (!serving) void endWithEngine(engine.isGone, clock);
      serving = true;
    },
  };
}
