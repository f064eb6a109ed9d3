/** A program that does with a gate's outputs whatever can be done with them, and what was seen of it from outside. */
import type { Simulator } from "../../src/simulator";
import { dependent, gate } from "./stack";

/** Each says when it is done. The gate is on `a` and `b`. */
export const usesOfAGate = (more = ""): string => `${gate("web", ["a", "b"], more)}${dependent("other", "other", "{}")}
web.instanceIds.apply((ids) => console.log("APPLIED ids " + ids));
web.statuses.apply((statuses) => console.log("APPLIED statuses " + Object.keys(statuses)));
class Site extends pulumi.ComponentResource {
  constructor(name) {
    super("test:index:Site", name);
    clouddc.waitUntilRunning("inner", { instanceIds: ["a"], pollInterval: "200ms" }, { parent: this });
    this.registerOutputs({});
  }
}
const site = new Site("site");
exports.ids = web.instanceIds;
exports.states = web.statuses;
exports.behind = clouddc.getInstanceStatusOutput({ instanceId: "behind-gate" }, { dependsOn: web }).state;
exports.inside = clouddc.getInstanceStatusOutput({ instanceId: "behind-component" }, { dependsOn: site }).state;
exports.named = clouddc.getInstanceStatusOutput({ instanceId: web.instanceIds.apply(() => "behind-output") }).state;
`;

const BEHIND = ["behind-gate", "behind-component", "behind-output"];

/** All that run, besides `a`. */
export const OTHERS = Object.fromEntries(["b", "other", ...BEHIND].map((id) => [id, "running"]));

/** How Pulumi writes a stack's output that is not known. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Leaks {
  applied: string[];
  asked: string[];
  outputs: Record<string, unknown>;
}
export const NO_LEAKS: Leaks = { applied: [], asked: [], outputs: {} };

/** What a run let go on: `printed` by it, `asked` since that many requests, and what it gave as the stack's outputs. */
export function leaks(printed: string, cloud: Simulator, since: number, outputs: Record<string, unknown>): Leaks {
  const asked = cloud.requests.slice(since).flatMap(({ ids }) => ids);
  return {
    // A slow run shows a line of the program while it runs, and once more at its end.
    applied: [...new Set(printed.match(/APPLIED \w+/g))],
    asked: asked.filter((id) => BEHIND.includes(id)),
    outputs: Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== UNKNOWN)),
  };
}
