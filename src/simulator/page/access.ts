/** Who may see the page and use the controls: this machine's user in a shell or on the page itself, and no other site. */

/** The names of loopback under which a browser may know the server. */
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** A browser leaves out the port that belongs to `http`. */
const HTTP_PORT = 80;

/**
 * Why a request to the page or the controls is refused; undefined where it is not.
 * A site that lets its name point to 127.0.0.1 is told by `Host`, one whose forms and scripts send requests here by `Origin`, and
 * whatever carries no `Origin`, such as an image, by `Sec-Fetch-Site`. That also tells of a program on another port of this
 * machine. A link on another site may lead to the page: it only looks at it, and cannot be shown within that site.
 */
export function refuseStranger(
  headers: Readonly<Record<string, string | undefined>>,
  port: number,
): string | undefined {
  const { host, origin } = headers;
  const hosts = LOOPBACK.map((name) => (port === HTTP_PORT ? name : `${name}:${port}`));
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return `The page and the controls are served at ${hosts[0]}, not at ${host ?? "a request without a Host"}.`;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    return `Another site, ${origin}, may neither see the page nor use the controls.`;
  const follows = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  const site = headers["sec-fetch-site"];
  return (site === "cross-site" || site === "same-site") && !follows
    ? "Another site may neither see the page nor use the controls."
    : undefined;
}
