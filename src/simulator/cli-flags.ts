/** The command line of clouddc-simulator, read into options. */

import { parseArgs } from "node:util";
import { parseDuration } from "./duration";
import { readTimeline } from "./instances/timeline";
import type { SimulatorOptions } from "./options";
import type { Limit } from "./throttle";

export const HELP = `Usage: clouddc-simulator [options]

Serves Huawei Cloud's CloudDC API, and what signing in needs of IAM and ECS metadata, on 127.0.0.1.

  --port N               port to listen on (default: a free one)
  --region R             region to play (default: ap-southeast-3)
  --instance ID=TIMELINE an instance and what it goes through; may be repeated,
                         for example --instance web="pending 5s, stopped/install-processing 10s, running"
  --limit N/DURATION     answer 429 after N requests in that time, for example --limit 200/5m
  --help                 print this text

While it runs:
  curl -X PUT    $ENDPOINT/_simulator/instances/web -d '{"timeline": "pending 3s, error"}'
  curl -X DELETE $ENDPOINT/_simulator/instances/web
  curl -X POST   $ENDPOINT/_simulator/faults -d '{"status": 500, "times": 3}'
  curl           $ENDPOINT/_simulator/requests
`;

/** What the command line asks for; `refused` carries a sentence for the user. */
export type Command = { run: SimulatorOptions } | { help: true } | { refused: string };

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--port takes a number from 0 to 65535, not "${text}".`);
  return port;
}

function readLimit(text: string): Limit {
  const [, requests = "", duration = ""] = /^(\d+)\/(.+)$/.exec(text) ?? [];
  const windowMs = parseDuration(duration);
  if (requests === "" || windowMs === undefined || windowMs === 0)
    throw new Error(`--limit takes requests and a duration, for example 200/5m, not "${text}".`);
  return { requests: Number(requests), windowMs };
}

function readInstance(text: string): [id: string, timeline: string] {
  const cut = text.indexOf("=");
  if (cut < 1)
    throw new Error(`--instance takes an id and a timeline, for example web="pending 5s, running", not "${text}".`);
  const timeline = text.slice(cut + 1);
  readTimeline(timeline);
  return [text.slice(0, cut), timeline];
}

export function readFlags(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        region: { type: "string" },
        instance: { type: "string", multiple: true },
        limit: { type: "string" },
        help: { type: "boolean" },
      },
    });
    if (values.help === true) return { help: true };
    return {
      run: {
        ...(values.port === undefined ? {} : { port: readPort(values.port) }),
        ...(values.region === undefined ? {} : { region: values.region }),
        ...(values.limit === undefined ? {} : { limit: readLimit(values.limit) }),
        instances: Object.fromEntries((values.instance ?? []).map(readInstance)),
      },
    };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}
