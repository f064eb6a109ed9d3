/** What ListInstances tells of an instance besides its state. */

import { createHash } from "node:crypto";

/** As in CreateInstance's body, in the API's own spelling. */
export interface Attributes {
  name: string;
  description: string;
  image_id: string;
  vpc_id: string;
  network_interfaces: readonly { subnet_id: string; ipv4_address?: string }[];
  metadata: Readonly<Record<string, string>>;
  /** The physical server that the instance is on. */
  server_id: string;
}

/** An id of the form that Huawei uses, the same each time for the same text. */
function idFrom(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join("-");
}

/** Every attribute of an instance; what was not given is made up. */
export function attributesOf(id: string, given: Partial<Attributes> = {}): Attributes {
  return {
    name: `simulated-${id.slice(0, 8)}`,
    description: "",
    image_id: idFrom("image"),
    vpc_id: idFrom("vpc"),
    network_interfaces: [{ subnet_id: idFrom("subnet") }],
    metadata: {},
    server_id: idFrom(`server of ${id}`),
    ...given,
  };
}
