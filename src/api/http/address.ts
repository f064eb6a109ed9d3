/** An address as somebody wrote it in a setting. Pure. */

export const HOST = /^[a-z0-9]([\w-]*[a-z0-9])?(\.[a-z0-9]([\w-]*[a-z0-9])?)*$/i;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** As requests need it, with its scheme and without a slash at its end; or what to write instead. */
export function readAddress(text: unknown, insecure: boolean): { address: string } | { remedy: string } {
  if (typeof text !== "string" || /[\s\\]/.test(text.trim())) return { remedy: "write an https:// address" };
  const complete = text.includes("://") ? text.trim() : `https://${text.trim()}`;
  if (!URL.canParse(complete)) return { remedy: "write a host name or an https:// address" };
  const url = new URL(complete);
  if (url.protocol !== "https:" && url.protocol !== "http:") return { remedy: "write an https:// address" };
  if (url.username || url.password) return { remedy: "leave out the user name and the password" };
  if (/[?#]/.test(complete)) return { remedy: "leave out everything after the path" };
  if (!HOST.test(url.hostname) && !url.hostname.startsWith("[")) return { remedy: "write a valid host name" };
  if (url.protocol === "http:" && !insecure && !isLoopback(url))
    return {
      remedy: "write https://, because plain http is allowed to this machine only, unless huaweicloud:insecure is true",
    };
  return { address: url.origin + url.pathname.replace(/\/+$/, "") };
}

export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);

/**
 * The address without what may be a secret in it: user and password, also where somebody encoded the `@` behind them, and what
 * follows the path.
 */
export const withoutSecrets = (address: string): string =>
  address.replace(/^((?:[a-z][a-z\d+.-]*:\/\/)?).*(?:@|%40)/is, "$1…@").replace(/([?#]).*/s, "$1…");
