/** What `dependsOn` of a look-up means. Pulumi gives it to invokes only, and a dynamic provider has none. */
import * as pulumi from "@pulumi/pulumi";
import { InstanceGate, onceOpen } from "./instance-gate";

/** What the SDK keeps in a component, outside of its types, for the same purpose. */
interface Family {
  __remote?: boolean;
  __data?: Promise<unknown>;
  __childResources?: Set<pulumi.Resource>;
}

/** Resolves when these resources are there, and gates are open; unknown while one of them is only planned, or shut. */
export function dependenciesOf(dependsOn: pulumi.InvokeOutputOptions["dependsOn"]): pulumi.Output<unknown> {
  return pulumi
    .output(dependsOn)
    .apply((given) => membersOf(given === undefined ? [] : ([given].flat() as pulumi.Resource[])))
    .apply((members) => pulumi.all(members.map(presenceOf)));
}

function presenceOf(member: pulumi.Resource): pulumi.Output<string> {
  if (InstanceGate.is(member)) return onceOpen(member, member.id);
  return "id" in member ? (member.id as pulumi.Output<string>) : member.urn;
}

/** A component is there when its children are, as for `dependsOn` of a resource. */
async function membersOf(resources: Iterable<pulumi.Resource>): Promise<pulumi.Resource[]> {
  const members = [...resources].map(async (resource) => {
    const family: Family = resource as object;
    if (!pulumi.ComponentResource.isInstance(resource) || family.__remote) return [resource];
    await family.__data; // it has all of its children only when its own initialize() has ended
    return [resource, ...(await membersOf(family.__childResources ?? []))];
  });
  return (await Promise.all(members)).flat();
}
