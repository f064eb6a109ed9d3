/** The wait of a hook: its lines stand on the user's resource, and Ctrl-C, which reaches the program, ends it. */
import * as pulumi from "@pulumi/pulumi";
import type { Waiter } from "../wait/reasons";
import type { WaitForInstancesOptions } from "../waiter/wait-options";
import { untilInterrupted } from "./interruption";
import { waitInProgram } from "./program-wait";

/** How many ids a command names that is to be copied. */
const MOST_NAMED = 5;

/** `areSecret`: no text may show the ids. */
export async function waitInHook(
  urn: string,
  options: WaitForInstancesOptions & { instanceIds: readonly string[] },
  areSecret: boolean,
): Promise<void> {
  // The resource is not there as an object: its lines go to its URN, as the SDK's own log does it.
  const resource = { urn: pulumi.output(urn) } as pulumi.Resource;
  const { instanceIds } = options;
  // Anything may be among them until the wait has checked them.
  const texts = instanceIds.filter((id) => typeof id === "string");
  const named = areSecret || texts.length > MOST_NAMED ? "ID…" : texts.join(" ");
  const waiter: Waiter = {
    again: `run npx pulumi-clouddc wait ${named} (pulumi up does not run a failed hook again)`,
    what: "the deployment",
  };
  /** The SDK sends one line after the other, so the last that is heard is the last of all. */
  let heard = Promise.resolve();
  const hear = (line: Promise<void>) => {
    heard = line;
  };
  const wait = untilInterrupted((signal) =>
    waitInProgram(
      {
        ...options,
        signal,
        onProgress: ({ line }) => hear(pulumi.log.info(line, resource, undefined, true)),
        onWarning: (text) => hear(pulumi.log.warn(text, resource)),
      },
      { waiter, areSecret },
    ),
  );
  // Else the resource is shown as created before its last line, and a warning comes after the failure that it is about.
  await wait.finally(() => heard);
}
