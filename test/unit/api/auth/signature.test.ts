import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalQuery, canonicalRequest, sign, signatureOf } from "../../../../src/api/auth/signature";

const KEYS = { accessKey: "AccessKey", secretKey: "SecretKey" };
const CLOUDDC =
  "https://clouddc.ap-southeast-3.myhuaweicloud.com/v1/0123456789abcdef0123456789abcdef/instances/11111111-2222-3333-4444-555555555555/status";

const at = (sdkDate: string) =>
  new Date(sdkDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6.789Z"));
const authorization = (signed: string, signature: string) =>
  `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=${signed}, Signature=${signature}`;

describe("the signatures of Huawei's SDKs come out", () => {
  it("Go, which signs the date alone", () => {
    const url = new URL("https://example.huaweicloud.com/path?limit=1");
    const canonical = canonicalRequest({ method: "GET", url }, { "X-Sdk-Date": "20060102T150405Z" });
    expect(signatureOf(canonical, "20060102T150405Z", "SecretKey")).toBe(
      "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
    );
  });

  it.each([
    [
      "Python",
      "20200608T023900Z",
      { method: "GET", url: "https://service.endpoint.myhuaweicloud.com/resources?size=1" },
      "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842",
    ],
    [
      "Java",
      "20191115T033655Z",
      {
        method: "GET",
        url: "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
      },
      "fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d",
    ],
    [
      "Java with a body",
      "20191115T033655Z",
      {
        method: "POST",
        url: "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123",
        body: '{"key":"value"}',
      },
      "b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771",
    ],
    [
      "Node on a CloudDC address",
      "20260102T030405Z",
      { method: "GET", url: CLOUDDC },
      "972685e7228ae0bf910c99f7c7c1c26d9476dcb71ddd66b23bd4bf195324a98e",
    ],
  ] as const)("%s", (_sdk, date, { url, ...request }, signature) => {
    expect(sign({ ...request, url: new URL(url) }, KEYS, at(date))).toEqual({
      "X-Sdk-Date": date,
      Authorization: authorization("host;x-sdk-date", signature),
    });
  });

  it("Node with a project", () => {
    const projectId = "0123456789abcdef0123456789abcdef";
    expect(sign({ method: "GET", url: new URL(CLOUDDC) }, KEYS, at("20260102T030405Z"), { projectId })).toEqual({
      "X-Sdk-Date": "20260102T030405Z",
      "X-Project-Id": projectId,
      Authorization: authorization(
        "host;x-project-id;x-sdk-date",
        "e7de2c9e24e297c7331b0e699f3cc504b113e5b6e77f0b14adf8097019e2b1eb",
      ),
    });
  });
});

describe("a signature", () => {
  it("covers the security token of temporary keys", () => {
    const request = { method: "GET", url: new URL(CLOUDDC) } as const;
    const headers = sign(request, { ...KEYS, securityToken: "temporary" }, at("20260102T030405Z"));
    expect(headers["X-Security-Token"]).toBe("temporary");
    expect(headers.Authorization).toContain("SignedHeaders=host;x-sdk-date;x-security-token,");
  });

  it("covers the port, unless it is the scheme's own", () => {
    const canonicalHost = (url: string) => {
      const address = new URL(url);
      return /^host:.*$/m.exec(canonicalRequest({ method: "GET", url: address }, { Host: address.host }))?.[0];
    };
    expect(canonicalHost("http://127.0.0.1:4711/")).toBe("host:127.0.0.1:4711");
    expect(canonicalHost("https://example.com:443/")).toBe("host:example.com");
    const signature = (url: string) => sign({ method: "GET", url: new URL(url) }, KEYS, at("20260102T030405Z"));
    expect(signature("http://127.0.0.1:1/").Authorization).not.toBe(signature("http://127.0.0.1:2/").Authorization);
  });

  it("covers the path as the server reads it, with a slash at its end", () => {
    const path = (url: string) => canonicalRequest({ method: "GET", url: new URL(url) }, {}).split("\n")[1];
    expect(path("https://a/v1/x")).toBe("/v1/x/");
    expect(path("https://a/v1/x/")).toBe("/v1/x/");
    expect(path("https://a")).toBe("/");
    expect(path("https://a/a%20b/c%2Fd/e'(f)*!/~_-./%")).toBe("/a%20b/c%2Fd/e%27%28f%29%2A%21/~_-./%25/");
  });

  it("holds the date in UTC", () => {
    const date = new Date("2026-01-02T23:30:00-02:00");
    expect(sign({ method: "GET", url: new URL(CLOUDDC) }, KEYS, date)["X-Sdk-Date"]).toBe("20260103T013000Z");
  });

  it("never shows the secret key", () => {
    const headers = sign({ method: "GET", url: new URL(CLOUDDC) }, { ...KEYS, secretKey: "canary" }, new Date(0));
    expect(JSON.stringify(headers)).not.toContain("canary");
  });
});

describe("the canonical query", () => {
  it("is that of the Go and Python SDKs", () => {
    const query: [string, string][] = [
      ["limit", "1"],
      ["test", "一 (&=?!#%.*)"],
      ["multi", "3"],
      ["multi", "1"],
      ["multi", "2"],
      ["enable", "true"],
      ["path", "/tmp/123"],
    ];
    expect(canonicalQuery(query)).toBe(
      "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29",
    );
  });

  const pairs = fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })));

  it("holds unreserved characters and escapes alone, and means the same", () => {
    fc.assert(
      fc.property(pairs, (query) => {
        const text = canonicalQuery(query);
        expect(text).toMatch(/^(?:[\w\-.~=&]|%[0-9A-F]{2})*$/);
        const sorted = (list: Iterable<[string, string]>) => [...list].map((pair) => JSON.stringify(pair)).sort();
        // URLSearchParams drops a pair without name and value.
        const kept = query.filter(([name, value]) => name !== "" || value !== "");
        const read = [...new URLSearchParams(text)].filter(([name, value]) => name !== "" || value !== "");
        expect(sorted(read)).toEqual(sorted(kept));
      }),
    );
  });

  it("does not depend on the order, nor on how the URL was written", () => {
    fc.assert(
      fc.property(pairs, (query) => {
        const url = new URL("https://a/");
        url.search = new URLSearchParams([...query].reverse()).toString();
        expect(canonicalQuery(url.searchParams)).toBe(canonicalQuery(query));
      }),
    );
  });
});

describe("whatever is signed", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary-ascii" }),
    fc.string({ unit: "binary" }),
  );
  const signedAt = (url: URL, date: Date, body?: string) =>
    sign({ method: "GET", url, ...(body !== undefined && { body }) }, KEYS, date, { projectId: "p" });

  it("is three headers that HTTP can carry, with a signature of 64 digits", () => {
    const when = fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(text), fc.array(fc.tuple(text, text)), text, when, (segments, query, body, date) => {
        const path = segments.map((segment) => encodeURIComponent(Buffer.from(segment).toString())).join("/");
        const url = new URL(`https://a.example:8443/${path}`);
        url.search = new URLSearchParams(query).toString();
        const headers = signedAt(url, date, body);
        expect(Object.keys(headers).sort()).toEqual(["Authorization", "X-Project-Id", "X-Sdk-Date"]);
        expect(headers["X-Sdk-Date"]).toMatch(/^\d{8}T\d{6}Z$/);
        expect(headers.Authorization).toMatch(
          /^SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-project-id;x-sdk-date, Signature=[\da-f]{64}$/,
        );
        const [, signedPath = ""] = canonicalRequest({ method: "GET", url }, {}).split("\n");
        expect(signedPath).toMatch(/^\/(?:[\w\-.~/]|%[0-9A-F]{2})*$/);
        expect(signedPath.endsWith("/")).toBe(true);
      }),
    );
  });

  it("is signed alike however its path was encoded, and by another signature where it says something else", () => {
    const segment = fc.string({ unit: "grapheme", minLength: 1 }).filter((one) => !/^\.{1,2}$/.test(one));
    const everyByte = (one: string) =>
      [...Buffer.from(one)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    fc.assert(
      fc.property(segment, segment, (one, other) => {
        // A path of dots is no segment, however it is encoded.
        fc.pre(!/^(\.|%2e){1,2}$/i.test(everyByte(one)) && !/^(\.|%2e){1,2}$/i.test(everyByte(other)));
        const of = (path: string) => signedAt(new URL(`https://a.example/v1/${path}`), new Date(0)).Authorization;
        expect(of(everyByte(one))).toBe(of(encodeURIComponent(one)));
        expect(of(encodeURIComponent(one)) === of(encodeURIComponent(other))).toBe(one === other);
      }),
    );
  });
});
