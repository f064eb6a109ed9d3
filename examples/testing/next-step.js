// Code of your own that looks at machines: what a deployment does next with one.
const { getInstanceStatus } = require("pulumi-clouddc");

/** @param {string} instanceId */
async function nextStep(instanceId) {
  const { phase } = await getInstanceStatus({ instanceId });
  if (phase === "ready") return "install";
  return phase === "failed" ? "replace" : "wait";
}

module.exports = { nextStep };
