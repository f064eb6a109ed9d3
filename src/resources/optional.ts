/** An argument as a program of Pulumi gives it. Types only. */
import type * as pulumi from "@pulumi/pulumi";

/** An option as a program gives it: `undefined` and `null`, also as what an output comes to, count as not given. */
export type Optional<T> = pulumi.Input<T | undefined | null> | undefined | null;
