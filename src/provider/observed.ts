/** What was seen of many instances as it is kept in state: each status once. Pure. */
import type { ObservedGroup } from "../contract";
import type { InstanceStatus } from "../instance/status";

export function groupByStatus(
  ids: readonly string[],
  statusOf: (id: string) => InstanceStatus | undefined,
): ObservedGroup[] {
  const places = new Map<string, number[]>();
  for (const [place, id] of ids.entries()) {
    const key = JSON.stringify(statusOf(id) ?? {});
    const known = places.get(key);
    if (known) known.push(place);
    else places.set(key, [place]);
  }
  return [...places].map(([key, at]) => ({
    status: JSON.parse(key) as InstanceStatus,
    ...(at.length < ids.length && { places: at }),
  }));
}
