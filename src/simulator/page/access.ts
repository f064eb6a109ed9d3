/** Who may see the page and use the controls: this machine's user in a shell or on the page itself, and no other site. */

/** The names of loopback under which a browser may know the server. */
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Why a request to the page or the controls is refused; undefined where it is not.
 * A site that lets its name point to 127.0.0.1 is told by `Host`, one whose forms and scripts send requests here by `Origin`.
 */
export function refuseStranger(
  headers: Readonly<Record<string, string | undefined>>,
  port: number,
): string | undefined {
  const { host, origin } = headers;
  const hosts = LOOPBACK.map((name) => `${name}:${port}`);
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return `The page and the controls are for ${hosts[0]}, and not for ${host ?? "a request without a Host"}.`;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    return `Another site, ${origin}, may neither see the page nor use the controls.`;
  return headers["sec-fetch-site"] === "cross-site"
    ? "Another site may neither see the page nor use the controls."
    : undefined;
}
