/** What the hooks work with, made once for the provider process: configuration, log, the line to the API, the programs. */
import { type Connect, createConnections } from "../api/connections";
import { type Settings, systemSettings } from "../api/settings";
import { type Clock, systemClock } from "../clock";
import { endWithEngine } from "./end-with-engine";
import { connectEngineLog, type Log } from "./engine-log";
import { createGlance, type Glance } from "./glance";
import { createPrograms, type Programs } from "./programs";

export interface Surroundings {
  clock: Clock;
  log: Log;
  programs: Programs;
  connect: Connect;
  glance: Glance;
  settings(): Settings;
  /** Keeps the stack's configuration; nothing that takes time, since hooks may run while an asynchronous configure is pending. */
  configure(config: { get(key: string): string | undefined }): void;
}

export function createSurroundings(engineAddress: string, clock: Clock = systemClock): Surroundings {
  const engine = connectEngineLog(engineAddress);
  let config: (key: string) => string | undefined = () => undefined;
  let serving = false;
  const settings = systemSettings((key) => config(key));
  const connect = createConnections(settings, clock, (severity, line) => engine.log(undefined, line, { severity }));
  return {
    clock,
    log: engine.log,
    programs: createPrograms(clock, undefined, engine.isGone),
    connect,
    glance: createGlance(connect, clock),
    settings: () => settings,
    configure(given) {
      config = (key) => given.get(key);
      // An engine configures before anything else, so there has been one.
      if (!serving) void endWithEngine(engine.isGone, clock);
      serving = true;
    },
  };
}
