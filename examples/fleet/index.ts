// A fleet behind one gate. The package watches it by the list API, a hundred instances a request, and confirms by the
// status API. A gate for each machine costs more requests: give a fleet one gate.
// Configuration: `size`, how many machines there are.
import * as pulumi from "@pulumi/pulumi";
import * as clouddc from "pulumi-clouddc";

const size = new pulumi.Config().requireNumber("size");
const instanceIds = Array.from({ length: size }, (_, index) => `machine-${index + 1}`);

const ready = clouddc.waitUntilRunning("fleet", { instanceIds, timeout: "2h" });

export const running = ready.instanceIds.apply((ids) => ids.length);
