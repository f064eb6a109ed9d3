/** The hooks of a gate among handmade context, in virtual time, called as the engine calls them. */

import type { dynamic } from "@pulumi/pulumi";
import { createGateHooks } from "../../src/provider/gate-hooks";
import { serializedProvider } from "../../src/resources/dynamic";
import { createFakeContext, type FakeOptions, WHERE } from "./fake-context";

export const URN =
  "urn:pulumi:dev::stack::clouddc:index:RunningInstances$pulumi-nodejs:dynamic/clouddc:InstanceGate::web";
export const PROVIDER = serializedProvider("instanceGate");
/** The process of the program. */
export const PID = 4711;

type Properties = Record<string, unknown>;

/** What the resource's constructor passes. */
export const gateNews = (more: object = {}): Properties => ({
  instanceIds: ["a", "b"],
  ...WHERE,
  status: "running",
  __provider: PROVIDER,
  __urn: URN,
  __run: { pid: PID, preview: false },
  ...more,
});

/** The same of a preview. */
export const previewNews = (more: object = {}): Properties => gateNews({ __run: { pid: PID, preview: true }, ...more });

/** What check makes of it, and what a wait is called with. */
export const gateInputs = (more: object = {}): Properties => {
  const { __run: _run, ...inputs } = gateNews({ timeout: "30m", ...more });
  const { region, projectId, endpoint } = inputs;
  return { ...inputs, __location: { region, projectId, endpoint } };
};

export function gateHooks(options: FakeOptions = {}) {
  const context = createFakeContext(options);
  const hooks = createGateHooks(context) as Required<dynamic.ResourceProvider>;
  const { run } = context.clock;
  return {
    ...context,
    hooks,
    check: (olds: Properties, news: Properties) => run(hooks.check(olds, news)),
    diff: (olds: Properties, news: Properties) => run(hooks.diff("gate-1", olds, news)),
    create: (inputs: Properties) => run(hooks.create(inputs)),
    update: (inputs: Properties, olds: Properties = {}) => run(hooks.update("gate-1", olds, inputs)),
    read: (properties: Properties) => run(hooks.read("gate-1", properties)),
    delete: (properties: Properties) => run(hooks.delete("gate-1", properties)),
  };
}

/** What a hook throws. */
export const thrownBy = (promise: Promise<unknown>): Promise<Error & Properties> =>
  promise.then(
    () => Promise.reject(new Error("it did not fail")),
    (error) => error,
  );
