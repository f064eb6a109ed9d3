/** The simulator's controls, over HTTP. What one refuses is told by `complain`. */

/** @typedef {(method: string, path: string, body?: object) => Promise<void>} Control */

/**
 * @param {(problem: string) => void} complain with an empty text where all is well
 * @returns {Control}
 */
export function createControl(complain) {
  return async (method, path, body) => {
    try {
      const response = await fetch(`/_simulator/${path}`, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      if (response.ok) return complain("");
      const { error } = await response.json();
      complain(String(error));
    } catch {
      complain("The simulator does not answer: it has ended, or is not reachable.");
    }
  };
}
