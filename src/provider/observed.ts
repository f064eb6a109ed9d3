/** What was seen of many instances as it is kept in state: each status once. Pure. */
import type { ObservedGroup } from "../contract";
import type { InstanceStatus } from "../instance/status";

/** The status of each that was seen. */
export const statusesOf = (
  ids: readonly string[],
  groups: readonly ObservedGroup[] = [],
): ReadonlyMap<string, InstanceStatus> =>
  new Map(
    groups.flatMap(({ status, places = [...ids.keys()] }) =>
      // What nothing is known of has an empty status.
      Object.keys(status).length === 0 ? [] : places.map((place) => [ids[place] as string, status] as const),
    ),
  );

export function groupByStatus(
  ids: readonly string[],
  statusOf: (id: string) => InstanceStatus | undefined,
  trailOf: (id: string) => string | undefined = () => undefined,
): ObservedGroup[] {
  const places = new Map<string, number[]>();
  for (const [place, id] of ids.entries()) {
    const trail = trailOf(id);
    const key = JSON.stringify({ status: statusOf(id) ?? {}, ...(trail !== undefined && { trail }) });
    const known = places.get(key);
    if (known) known.push(place);
    else places.set(key, [place]);
  }
  return [...places].map(([key, at]) => ({
    ...(JSON.parse(key) as Pick<ObservedGroup, "status" | "trail">),
    ...(at.length < ids.length && { places: at }),
  }));
}
