/** What an instance went through, in short: `pending 4m → stopped (install) 6m → error`. Pure values. */
import { brief, type InstanceStatus } from "../instance/status";
import { shortDuration } from "./duration";

/** What it was, and since when. */
export type Trail = readonly { readonly what: string; readonly since: number }[];

const LONGEST = 6;

/** `status` is undefined where the API says that there is no such instance. Of a long way the beginning becomes `…`. */
export function trailAfter(trail: Trail, status: InstanceStatus | undefined, now: number): Trail {
  const what = status === undefined ? "not found" : brief(status);
  if (trail.at(-1)?.what === what) return trail;
  const longer = [...trail, { what, since: now }];
  const [first, , ...rest] = longer;
  return first && longer.length > LONGEST ? [{ what: "…", since: first.since }, ...rest] : longer;
}

/** `undefined` where there is no way to tell of: the instance was the same all the time. */
export function describeTrail(trail: Trail): string | undefined {
  if (trail.length < 2) return undefined;
  return trail
    .map(({ what, since }, at) => {
      const next = trail[at + 1];
      return next ? `${what} ${shortDuration(next.since - since)}` : what;
    })
    .join(" → ");
}
