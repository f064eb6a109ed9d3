/** What the `status` of a gate says when nothing is to be told. Constructor and hooks have to say the same. A leaf. */

/** All instances are ready: said once, however many they are. A new gate leads to it. */
export const READY = "running";
export const SKIPPED = "not checked (skipWait)";
