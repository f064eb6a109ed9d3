/**
 * Which proxy a request goes through, as Go's programs read the environment, Terraform and KooCLI among them:
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy. Pure.
 */
import { BlockList, isIP } from "node:net";
import { ArgumentError } from "../../errors";

export interface ProxyServer {
  readonly protocol: "http:" | "https:";
  /** An IPv6 address stands without brackets. */
  readonly hostname: string;
  /** Empty where the scheme's own port is meant. */
  readonly port: string;
  readonly auth?: { readonly username: string; readonly password: string };
}

type Env = Readonly<Record<string, string | undefined>>;

/** Undefined for a direct connection. Throws an {@link ArgumentError} about a proxy that this package cannot speak to. */
export const proxyFor = (url: URL, env: Env): ProxyServer | undefined => chooseProxy(url, env).proxy;

export interface ProxyChoice {
  readonly proxy?: ProxyServer;
  /** The variable that names the proxy, or why there is none. */
  readonly source: string;
}

/** Throws as {@link proxyFor} does. */
export function chooseProxy(url: URL, env: Env): ProxyChoice {
  const names = url.protocol === "https:" ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"];
  const name = names.find((candidate) => env[candidate]?.trim());
  if (name === undefined) return { source: `${names.join(" and ")} are not set` };
  if (isNearby(url)) return { source: `${name} does not count for this machine` };
  const exclusions = env.NO_PROXY ? "NO_PROXY" : "no_proxy";
  if (isExcluded(url, env[exclusions] ?? "")) return { source: `${exclusions} names ${url.hostname}` };
  return { proxy: parseProxy(name, env[name]?.trim() ?? ""), source: name };
}

/** Host and port, as messages show a proxy. */
export const addressOf = ({ hostname, port }: ProxyServer): string =>
  `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}${port && `:${port}`}`;

/**
 * By hand, not by `URL`: a user or a password may hold any character, percent-encoded or not, and only the last `@` ends
 * them.
 */
const ADDRESS =
  /^(?:(?<scheme>[a-z][a-z\d+.-]*):\/\/)?(?:(?<user>.*)@)?(?<host>\[[\da-f:.]+\]|[^\s/:@[\]]+)(?::(?<port>\d{1,5}))?\/?$/is;

function parseProxy(name: string, text: string): ProxyServer {
  const refuse = (remedy: string) =>
    new ArgumentError(name, text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, "$1…@"), remedy);
  const { scheme = "http", user, host, port = "" } = ADDRESS.exec(text)?.groups ?? {};
  if (host === undefined) throw refuse("write a proxy as http://user:password@host:port");
  const protocol = `${scheme.toLowerCase()}:`;
  if (protocol !== "http:" && protocol !== "https:")
    throw refuse("proxies of this kind are not supported; name an http:// proxy, or list the host in NO_PROXY");
  return { protocol, hostname: host.replace(/^\[|\]$/g, ""), port, ...(user && { auth: readUser(user) }) };
}

function readUser(text: string): { username: string; password: string } {
  const [, username = "", password = ""] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  return { username: decode(username), password: decode(password) };
}

/** A lone % stands for itself. */
const decode = (text: string) =>
  text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });

/**
 * Hosts on this machine or link are never reached through a proxy: it would answer with the keys of its own server's
 * metadata service.
 */
const isNearby = ({ hostname }: URL) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|169\.254\.\d+\.\d+)$/.test(hostname);

const USUAL_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** Whether `NO_PROXY` names the host: `*`, a domain with what lies below it, an address, or a network in CIDR notation. */
function isExcluded({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, "");
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      if (entry.includes("/")) return isInNetwork(host, entry);
      const [, name = "", only] = (isIP(entry) === 0 && /^(.*):(\d+)$/.exec(entry)) || [entry, entry];
      if (only !== undefined && only !== (port || USUAL_PORTS[protocol])) return false;
      const bare = name.replace(/^\[|\]$|^\*(?=\.)/g, "");
      if (isIP(bare) !== 0) return sameAddress(host, bare);
      // ".example.com" is for what lies below it alone.
      return bare.startsWith(".") ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
    });
}

function isInNetwork(host: string, cidr: string): boolean {
  const [address = "", prefix = ""] = cidr.split("/");
  const bits = Number(prefix);
  const family = isIP(address);
  if (family === 0 || isIP(host) === 0 || !/^\d+$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return false;
  const network = new BlockList();
  network.addSubnet(address, bits, family === 4 ? "ipv4" : "ipv6");
  return network.check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}

const sameAddress = (host: string, address: string) =>
  isInNetwork(host, `${address}/${isIP(address) === 4 ? 32 : 128}`);
