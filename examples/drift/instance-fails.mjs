// Stands for what happens to a machine between two deployments: the simulator lets web-2 go to `error`.
const address = `${process.env.CLOUDDC_ENDPOINT}/_simulator/instances/web-2`;
const answer = await fetch(address, { method: "PUT", body: JSON.stringify({ timeline: "error" }) });
if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
