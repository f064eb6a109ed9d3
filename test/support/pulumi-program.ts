/** A program under Pulumi's own mocks: what it registers, without an engine. Dynamic providers run no hook there. */
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";

export interface ProgramOptions {
  preview?: boolean;
  config?: Record<string, string>;
  /** The program does not see that it runs under mocks: what it would be told by an engine. */
  disguised?: boolean;
  /** The outputs of a resource besides its inputs. */
  outputs?: (resource: MockResourceArgs) => Record<string, unknown>;
}

/** Begins a program; returns the resources that it will have registered, in order. */
export async function beginProgram({ preview = false, disguised = false, config = {}, outputs }: ProgramOptions = {}) {
  const registered: MockResourceArgs[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource(resource) {
        registered.push(resource);
        const state = { ...resource.inputs, ...outputs?.(resource) };
        return { id: resource.id || `id-of-${resource.name}`, state };
      },
      call: ({ inputs }) => inputs,
    },
    "project",
    "stack",
    preview,
  );
  pulumi.runtime.setAllConfig(config);
  if (disguised) {
    const engine = new Proxy(pulumi.runtime.getMonitor() as object, {
      has: (monitor, key) => key !== "mocks" && key in monitor,
    });
    pulumi.runtime.setMockOptions(engine, "project", "stack", preview);
  }
  return registered;
}

/** The value of an output that is known. */
export const settled = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    void isKnown(output).then((known) => {
      if (known) output.apply((value) => resolve(value));
      else reject(new Error("the output is not known"));
    }, reject);
  });

/** What the SDK has on every output, and not in its types. */
interface Insides {
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  promise(): Promise<unknown>;
}
const insidesOf = (output: pulumi.Output<unknown>) => output as unknown as Insides;

/** What `apply` waits for in a preview. */
export const isKnown = (output: pulumi.Output<unknown>): Promise<boolean> => insidesOf(output).isKnown;

/** Why an output fails. Whoever asks an output must be told, or Node ends the program. */
export async function failureOf(output: pulumi.Output<unknown>): Promise<Error> {
  const { isKnown, isSecret, promise } = insidesOf(output);
  const [value] = await Promise.allSettled([promise(), isKnown, isSecret]);
  if (value.status === "fulfilled") throw new Error("the output does not fail");
  return value.reason as Error;
}

/** An output that is not known before the update. */
export const unknown = <T>(): pulumi.Output<T> => {
  const Output = pulumi.Output as unknown as new (
    resources: ReadonlySet<pulumi.Resource>,
    value: Promise<unknown>,
    isKnown: Promise<boolean>,
    isSecret: Promise<boolean>,
    allResources: Promise<ReadonlySet<pulumi.Resource>>,
  ) => pulumi.Output<T>;
  const none = new Set<pulumi.Resource>();
  return new Output(
    none,
    Promise.resolve(undefined),
    Promise.resolve(false),
    Promise.resolve(false),
    Promise.resolve(none),
  );
};
