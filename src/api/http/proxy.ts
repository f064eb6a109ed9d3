/**
 * Which proxy a request goes through, as Go's programs read the environment, Terraform and KooCLI among them:
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy. Pure.
 */
import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";
import { ArgumentError } from "../../errors";
import { withoutSecrets } from "./address";

export interface ProxyServer {
  readonly protocol: "http:" | "https:";
  /** An IPv6 address stands without brackets. */
  readonly hostname: string;
  /** Empty where the scheme's own port is meant. */
  readonly port: string;
  readonly auth?: { readonly username: string; readonly password: string };
}

/** As the proxy is told them. */
export const basicOf = ({ username, password }: NonNullable<ProxyServer["auth"]>): string =>
  Buffer.from(`${username}:${password}`).toString("base64");

/** What no message may show. A user without a password is a token. */
export const secretsOf = ({ auth }: ProxyServer): readonly string[] =>
  auth ? [auth.password || auth.username, basicOf(auth)] : [];

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
  if (isNearby(url)) return { source: `${name} does not apply to this machine` };
  const exclusions = env.NO_PROXY ? "NO_PROXY" : "no_proxy";
  if (isExcluded(url, env[exclusions] ?? "")) return { source: `${exclusions} names ${url.hostname}` };
  const text = env[name]?.trim() ?? "";
  // There whoever asks the web server sets it, by a header named Proxy: https://httpoxy.org
  if (url.protocol === "http:" && env.REQUEST_METHOD) throw refusedProxy(name, text, NOT_IN_CGI);
  return { proxy: parseProxy(name, text), source: name };
}

/** Host and port, as messages show a proxy. */
export const addressOf = ({ hostname, port }: ProxyServer): string =>
  `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}${port && `:${port}`}`;

/**
 * By hand, not by `URL`: a user or a password may hold any character, percent-encoded or not, and only the last `@` ends
 * them. A path says nothing about a proxy.
 */
const ADDRESS =
  /^(?:(?<scheme>[a-z][a-z\d+.-]*):\/\/)?(?:(?<user>.*)@)?(?:\[(?<ipv6>[\da-f:.]+)\]|(?<name>[^\s/\\?#:@[\]]+))(?::(?<port>\d+|$))?(?:[/?#][^@]*)?$/is;
const HIGHEST_PORT = 65_535;

function parseProxy(variable: string, text: string): ProxyServer {
  const { scheme = "http", user, name, ipv6 = "", port = "" } = ADDRESS.exec(text)?.groups ?? {};
  const hostname = name ?? (isIP(ipv6) === 6 ? ipv6 : undefined);
  if (hostname === undefined || Number(port) > HIGHEST_PORT)
    throw refusedProxy(variable, text, "write a proxy as http://user:password@host:port");
  const protocol = `${scheme.toLowerCase()}:`;
  if (protocol !== "http:" && protocol !== "https:")
    throw refusedProxy(variable, text, `${OTHER_KIND}; name an http:// proxy, or list the host in NO_PROXY`);
  return { protocol, hostname, port, ...(user && { auth: readUser(user) }) };
}

const NOT_IN_CGI = "refused where REQUEST_METHOD is set, as in a CGI program; use an https:// address";
const OTHER_KIND = "proxies of this kind are not supported";

const refusedProxy = (variable: string, text: string, remedy: string) =>
  new ArgumentError(variable, withoutSecrets(text), remedy);

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
const isNearby = ({ hostname }: URL) => {
  const host = bareHost(hostname);
  return host === "localhost" || NEARBY.some((network) => isInNetwork(host, network));
};

const NEARBY = ["127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10"];

/** An IPv6 address without its brackets, a name without the dot that ends it. */
const bareHost = (hostname: string) => hostname.toLowerCase().replace(/^\[|\]$|\.$/g, "");

const USUAL_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** Whether `NO_PROXY` names the host: `*`, a domain with what lies below it, an address, or a network in CIDR notation. */
function isExcluded({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = bareHost(hostname);
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      if (entry.includes("/")) return isInNetwork(host, entry);
      const [, name = "", only] = (isIP(entry) === 0 && /^(.*):(\d+)$/.exec(entry)) || [entry, entry];
      if (only !== undefined && only !== (port || USUAL_PORTS[protocol])) return false;
      const bare = name.replace(/^\[|\]$|^\*(?=\.)|\.$/g, "");
      if (isIP(bare) !== 0) return sameAddress(host, bare);
      // ".example.com" is for what lies below it alone.
      const domain = inAscii(bare.replace(/^\./, ""));
      return (host === domain && !bare.startsWith(".")) || host.endsWith(`.${domain}`);
    });
}

/** As addresses spell it. Node's function would make an address of a few digits. */
const inAscii = (domain: string) => (/^[ -~]*$/.test(domain) ? domain : domainToASCII(domain));

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
