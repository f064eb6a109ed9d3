import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addressOf, chooseProxy, proxyFor } from "../../../../src/api/http/proxy";

const HOST = "https://clouddc.ap-southeast-3.myhuaweicloud.com";
const proxyOf = (text: string, url = HOST) => proxyFor(new URL(url), { HTTPS_PROXY: text, HTTP_PROXY: text });
const goesDirectly = (url: string, noProxy: string) =>
  proxyFor(new URL(url), { HTTPS_PROXY: "p:1", HTTP_PROXY: "p:1", NO_PROXY: noProxy }) === undefined;

describe("the proxy's address", () => {
  it.each([
    ["http://proxy.example:3128", { protocol: "http:", hostname: "proxy.example", port: "3128" }],
    ["http://proxy.example:3128/", { protocol: "http:", hostname: "proxy.example", port: "3128" }],
    ["https://proxy.example", { protocol: "https:", hostname: "proxy.example", port: "" }],
    ["HTTP://proxy.example", { protocol: "http:", hostname: "proxy.example", port: "" }],
    ["proxy.example:3128", { protocol: "http:", hostname: "proxy.example", port: "3128" }],
    ["proxy", { protocol: "http:", hostname: "proxy", port: "" }],
    [" 10.0.0.1:8080 ", { protocol: "http:", hostname: "10.0.0.1", port: "8080" }],
    ["http://[fd00::1]:3128", { protocol: "http:", hostname: "fd00::1", port: "3128" }],
    ["[fd00::1]:3128", { protocol: "http:", hostname: "fd00::1", port: "3128" }],
    ["http://proxy.example:", { protocol: "http:", hostname: "proxy.example", port: "" }],
    ["http://proxy.example:65535/path?query#part", { protocol: "http:", hostname: "proxy.example", port: "65535" }],
    ["proxy.example/path", { protocol: "http:", hostname: "proxy.example", port: "" }],
  ])("may be %j", (text, expected) => {
    expect(proxyOf(text)).toEqual(expected);
  });

  it.each([
    ["http://user:pass@p:1", "user", "pass"],
    ["user:pass@p:1", "user", "pass"],
    ["http://user@p:1", "user", ""],
    ["http://us%40er:p%3Ass@p:1", "us@er", "p:ss"],
    ["http://user:p@ss:w/o#r?d@p:1", "user", "p@ss:w/o#r?d"],
    ["http://user:100%@p:1", "user", "100%"],
    ["http://user:50%off%21@p:1", "user", "50%off!"],
    ["http://user:%ff@p:1", "user", "%ff"],
    ["http://DOMAIN\\user:pä ss@p:1", "DOMAIN\\user", "pä ss"],
  ])("may hold a user and a password of any characters: %j", (text, username, password) => {
    expect(proxyOf(text)).toMatchObject({ hostname: "p", port: "1", auth: { username, password } });
  });

  it("is shown without them", () => {
    expect(addressOf(proxyOf("user:pass@[fd00::1]:3128") ?? fail())).toBe("[fd00::1]:3128");
    expect(addressOf(proxyOf("https://user:pass@proxy.example") ?? fail())).toBe("proxy.example");
  });

  it.each([
    ["socks5://user:canary@p:1080", "proxies of this kind are not supported"],
    ["ftp://p", "proxies of this kind are not supported"],
    ["http://", "write a proxy as http://user:password@host:port"],
    ["http://user:canary@p:1:2", "write a proxy as"],
    ["http://p:port", "write a proxy as"],
    ["a host", "write a proxy as"],
    ["p:65536", "write a proxy as"],
    ["p:99999999999", "write a proxy as"],
    ["http:/p:1", "write a proxy as"],
    ["http://user:canary%40p:1:2", "write a proxy as"],
    ["http://user:canary@p:1/@:x", "write a proxy as"],
    ["[:::]:1", "write a proxy as"],
  ])("that cannot be used is refused in a sentence: %j", (text, sentence) => {
    expect(() => proxyOf(text)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT", argument: "HTTPS_PROXY" }));
    expect(() => proxyOf(text)).toThrow(sentence);
    expect(() => proxyOf(text)).not.toThrow("canary");
  });
});

describe("the variables", () => {
  const url = new URL(HOST);

  it("are one for https and one for http", () => {
    const env = { HTTPS_PROXY: "s:1", HTTP_PROXY: "h:1" };
    expect(proxyFor(url, env)?.hostname).toBe("s");
    expect(proxyFor(new URL("http://a.example"), env)?.hostname).toBe("h");
    expect(proxyFor(url, { HTTP_PROXY: "h:1" })).toBeUndefined();
  });

  it("may be written small, and are read large first", () => {
    expect(proxyFor(url, { https_proxy: "small:1" })?.hostname).toBe("small");
    expect(proxyFor(url, { https_proxy: "small:1", HTTPS_PROXY: "large:1" })?.hostname).toBe("large");
    expect(proxyFor(url, { https_proxy: "small:1", HTTPS_PROXY: "" })?.hostname).toBe("small");
    expect(proxyFor(url, { https_proxy: "p:1", no_proxy: "myhuaweicloud.com" })).toBeUndefined();
  });

  it("of npm and of curl alone do not count, as in Go's programs", () => {
    expect(proxyFor(url, { npm_config_https_proxy: "npm:1", npm_config_proxy: "npm:1", ALL_PROXY: "a:1" })).toBe(
      undefined,
    );
    expect(proxyFor(url, { npm_config_https_proxy: "npm:1", HTTPS_PROXY: "p:1" })?.hostname).toBe("p");
    expect(proxyFor(url, { HTTPS_PROXY: "p:1", npm_config_no_proxy: "*" })?.hostname).toBe("p");
  });
});

describe("HTTP_PROXY in a CGI program", () => {
  it("is refused, for whoever asks the web server sets it", () => {
    const plain = new URL("http://a.example");
    const env = { REQUEST_METHOD: "GET", HTTP_PROXY: "http://user:canary@p:1", HTTPS_PROXY: "s:1" };
    expect(() => proxyFor(plain, env)).toThrow(
      '"HTTP_PROXY" is "http://…@p:1": refused where REQUEST_METHOD is set, as in a CGI program; use an https:// address',
    );
    expect(proxyFor(new URL(HOST), env)?.hostname).toBe("s");
    expect(proxyFor(plain, { ...env, NO_PROXY: "a.example" })).toBeUndefined();
    expect(proxyFor(new URL("http://localhost:1"), env)).toBeUndefined();
    expect(proxyFor(plain, { ...env, REQUEST_METHOD: "" })?.hostname).toBe("p");
  });
});

describe("NO_PROXY", () => {
  it.each([
    ["https://a.example.com", "*"],
    ["https://example.com", "example.com"],
    ["https://a.b.example.com", "example.com"],
    ["https://A.EXAMPLE.com", "Example.Com"],
    ["https://a.example.com.", "example.com"],
    ["https://a.example.com", ".example.com"],
    ["https://a.example.com", "*.example.com"],
    ["https://a.example.com", "b.example, example.com"],
    ["https://a.example.com", "b.example example.com"],
    ["https://a.example.com", "example.com:443"],
    ["http://a.example.com:8080", "example.com:8080"],
    ["https://10.1.2.3", "10.1.2.3"],
    ["https://10.1.2.3:8443", "10.1.2.3:8443"],
    ["https://10.1.2.3", "10.0.0.0/8"],
    ["https://[fd00::1]", "fd00::1"],
    ["https://[fd00::1]", "[fd00::1]"],
    ["https://[fd00::1]", "[fd00::1]:443"],
    ["https://[fd00::1]", "FD00:0::1"],
    ["https://[fd00::1]", "fd00::/8"],
    ["https://10.1.2.3", "10.9.9.9/8"],
    ["https://[::ffff:10.1.2.3]", "10.0.0.0/8"],
    ["https://10.1.2.3", "::ffff:10.1.2.3"],
    ["https://a.example.com", "example.com."],
    ["https://a.example.com", ".example.com:443"],
    ["https://a.example.com", "*.example.com:443"],
    ["https://a.b\u00fccher.example", "B\u00dcCHER.example"],
    ["https://my_host.example.com", "my_host.example.com"],
  ])("keeps %s from the proxy by %j", (url, noProxy) => {
    expect(goesDirectly(url, noProxy)).toBe(true);
  });

  it.each([
    ["https://a.example.com", ""],
    ["https://a.example.com", ", ,"],
    ["https://example.com", ".example.com"],
    ["https://example.com", "*.example.com"],
    ["https://notexample.com", "example.com"],
    ["https://example.com.evil.net", "example.com"],
    ["https://a.example.com", "example.com:8443"],
    ["https://10.1.2.3", "10.1.2.4"],
    ["https://11.1.2.3", "10.0.0.0/8"],
    ["https://10.1.2.3", "10.0.0.0/99"],
    ["https://10.1.2.3", "10.0.0.0/x"],
    ["https://a.example.com", "10.0.0.0/8"],
    ["https://[fd01::1]", "fd00::1"],
    ["https://a.example.com", "*:443"],
    ["https://a.example.com", ":443"],
    ["https://10.0.0.1", "10.1"],
  ])("sends %s through the proxy in spite of %j", (url, noProxy) => {
    expect(goesDirectly(url, noProxy)).toBe(false);
  });
});

it.each([
  "http://localhost:1",
  "https://127.0.0.1",
  "https://127.8.8.8",
  "https://[::1]:2",
  "https://[::ffff:127.0.0.1]",
  "https://localhost.",
  "http://[fe80::1]",
  "http://169.254.169.254",
])("%s is never reached through a proxy", (url) => {
  expect(proxyOf("p:1", url)).toBeUndefined();
});

function fail(): never {
  throw new Error("there should have been a proxy");
}

describe("whatever the variables say", () => {
  const piece = fc.constantFrom(
    "http",
    "socks5",
    "://",
    ":",
    "@",
    "/",
    "[",
    "]",
    ".",
    "%",
    "%2",
    "%ff",
    " ",
    "\n",
    "p",
    "1",
    "*",
    "fd00::1",
    "10.0.0.0",
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((all) => all.join("")),
    fc.string({ unit: "binary" }),
  );
  const url = fc.constantFrom(HOST, "http://a.example:8080", "https://10.1.2.3", "https://[fd00::9]:8443");

  it("there is a proxy, none, or one sentence of what is wrong", () => {
    fc.assert(
      fc.property(url, text, text, (address, proxy, noProxy) => {
        const env = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: noProxy };
        try {
          const found = proxyFor(new URL(address), env);
          if (found) expect(found.hostname).not.toMatch(/[\s@/[\]]/);
        } catch (error) {
          expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
          expect((error as Error).message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("user and password come out as they were, whatever is in them", () => {
    const user = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(user, user, fc.constantFrom("p", "proxy.example", "10.0.0.1"), (username, password, host) => {
        const written = `http://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${host}:3128`;
        expect(proxyOf(written)).toEqual({
          protocol: "http:",
          hostname: host,
          port: "3128",
          auth: { username, password },
        });
      }),
    );
  });

  it("a password with :// in it was shown in the sentence", () => {
    expect(() => proxyOf("socks5://user:canary://x@p:1080")).toThrow('"HTTPS_PROXY" is "socks5://…@p:1080"');
  });

  it("a password is in no sentence about a proxy that cannot be used", () => {
    const around = fc.string({ unit: fc.constantFrom("a", ":", "/", "@", "\n", "\r", "\u2028", " ", "%") });
    fc.assert(
      fc.property(around, around, fc.constantFrom("socks5://", "http://", ""), (before, after, scheme) => {
        expect(() => proxyOf(`${scheme}user:${before}canary${after}@p:1:2`)).toThrow(
          expect.objectContaining({ message: expect.not.stringContaining("canary") }),
        );
      }),
    );
  });

  it("NO_PROXY with the host, its domain, its address or its network in it leads past the proxy", () => {
    const entry = fc.constantFrom("b.example", "1.2.3.4", "10.0.0.0/99", "/", "::/", "*.", ":1", "fe80::1%eth0/64");
    const counts = fc.constantFrom(
      ["https://a.b.example.com", "example.com"],
      ["https://a.b.example.com", ".b.example.com"],
      ["https://10.1.2.3", "10.0.0.0/8"],
      ["https://[fd00::9]", "fd00::/16"],
      ["https://10.1.2.3", "10.1.2.3:443"],
    );
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), counts, (before, after, [address = "", one = ""]) => {
        expect(goesDirectly(address, [...before, one, ...after].join(", "))).toBe(true);
        expect(goesDirectly("https://elsewhere.net", [...before, one, ...after].join(","))).toBe(false);
      }),
    );
  });
});

describe("why a request goes as it goes", () => {
  it.each([
    [{}, "HTTPS_PROXY and https_proxy are not set"],
    [{ https_proxy: "p:1" }, "https_proxy"],
    [{ HTTPS_PROXY: "p:1", no_proxy: "*" }, "no_proxy names a.example"],
    [{ HTTPS_PROXY: "p:1", NO_PROXY: ".example" }, "NO_PROXY names a.example"],
  ])("is told for %j", (env, source) => {
    expect(chooseProxy(new URL("https://a.example"), env).source).toBe(source);
  });

  it("is told for this machine", () => {
    expect(chooseProxy(new URL("https://127.0.0.1:1"), { HTTPS_PROXY: "p:1" })).toEqual({
      source: "HTTPS_PROXY does not apply to this machine",
    });
  });
});
