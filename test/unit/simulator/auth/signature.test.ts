import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { canonicalQuery, canonicalRequest, readDate, signatureOf } from "../../../../src/simulator/auth/signature";
import { readCall } from "../../../../src/simulator/http/call";
import { bodyOf, HOST, PROJECT, START, signed, virtualCloud } from "../../../support/virtual-cloud";

const ID = "11111111-2222-3333-4444-555555555555";
const PATH = `/v1/${PROJECT}/instances/${ID}/status`;

/** Vectors of Huawei's own SDK tests, and two of the Node SDK's signer for a CloudDC URL; keys AccessKey and SecretKey. */
const VECTORS = [
  [
    "go",
    "GET",
    "example.huaweicloud.com",
    "/path?limit=1",
    "20060102T150405Z",
    "",
    "x-sdk-date",
    {},
    "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
  ],
  [
    "python",
    "GET",
    "service.endpoint.myhuaweicloud.com",
    "/resources?size=1",
    "20200608T023900Z",
    "",
    "host;x-sdk-date",
    {},
    "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842",
  ],
  [
    "java, query",
    "GET",
    "service.region.example.com",
    "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
    "20191115T033655Z",
    "",
    "host;x-sdk-date",
    {},
    "fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d",
  ],
  [
    "java, body",
    "POST",
    "service.region.example.com",
    "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123",
    "20191115T033655Z",
    '{"key":"value"}',
    "host;x-sdk-date",
    {},
    "b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771",
  ],
  [
    "node",
    "GET",
    HOST,
    PATH,
    "20260102T030405Z",
    "",
    "host;x-sdk-date",
    {},
    "972685e7228ae0bf910c99f7c7c1c26d9476dcb71ddd66b23bd4bf195324a98e",
  ],
  [
    "node, project",
    "GET",
    HOST,
    PATH,
    "20260102T030405Z",
    "",
    "host;x-project-id;x-sdk-date",
    { "x-project-id": PROJECT },
    "e7de2c9e24e297c7331b0e699f3cc504b113e5b6e77f0b14adf8097019e2b1eb",
  ],
] as const;

describe("the signature check", () => {
  it.each(
    VECTORS,
  )("agrees with the SDK's vector: %s", (_name, method, host, url, date, body, names, more, signature) => {
    const call = readCall({ method, url, headers: { host, "x-sdk-date": date, ...more }, body }, "");
    expect(signatureOf(canonicalRequest(call, names.split(";")), date, "SecretKey")).toBe(signature);
  });

  it("builds the canonical request of the SDK's vector", () => {
    const call = readCall(
      { method: "GET", url: PATH, headers: { host: HOST, "x-sdk-date": "20260102T030405Z" }, body: "" },
      "",
    );
    const digest = createHash("sha256")
      .update(canonicalRequest(call, ["host", "x-sdk-date"]))
      .digest("hex");
    expect(digest).toBe("853b87828f105cdb04729889a06f98dd7797d0e5987c039e7c9cc0884b7a49d5");
  });

  it("encodes and sorts a query as the SDKs do", () => {
    const pairs = [
      ["limit", "1"],
      ["test", "一 (&=?!#%.*)"],
      ["multi", "3"],
      ["path", "/tmp/123"],
      ["multi", "1"],
      ["enable", "true"],
      ["multi", "2"],
    ] as const;
    expect(canonicalQuery(pairs)).toBe(
      "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29",
    );
  });

  it("reads the date format and no other", () => {
    expect(readDate("20260102T030405Z")).toBe(START);
    expect(readDate("2026-01-02T03:04:05Z")).toBeUndefined();
    expect(readDate("20261302T030405Z")).toBeUndefined();
  });
});

describe("a signed request", () => {
  const cloud = () => virtualCloud({ instances: { [ID]: "running" } });

  it("is let in, like Huawei's SDK signs it", () => {
    const { status } = virtualCloud({
      instances: { [ID]: "running" },
      accessKeys: [{ accessKey: "AccessKey", secretKey: "SecretKey" }],
    });
    const signature = "e7de2c9e24e297c7331b0e699f3cc504b113e5b6e77f0b14adf8097019e2b1eb";
    const headers = {
      host: HOST,
      "x-project-id": PROJECT,
      "x-sdk-date": "20260102T030405Z",
      authorization: `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-project-id;x-sdk-date, Signature=${signature}`,
    };
    expect(status(ID, headers).status).toBe(200);
    expect(status(ID, { ...headers, "x-project-id": "another" }).status).toBe(401);
  });

  it("is let in with a query, however the client escaped it", () => {
    const { list } = cloud();
    const canonical = "instance_id=a%2Cb&limit=10";
    const headers = signed({ path: `/v1/${PROJECT}/instances`, canonicalQuery: canonical, time: START });
    expect(list("?limit=10&instance_id=a,b", headers).status).toBe(200);
    expect(list("?instance_id=a%2Cb&limit=10", headers).status).toBe(200);
    expect(list("?instance_id=a%2Cc&limit=10", headers).status).toBe(401);
  });

  it("must name the port of its host where there is one", () => {
    const { status } = cloud();
    const headers = signed({ path: PATH, time: START, host: "127.0.0.1" });
    expect(status(ID, { ...headers, host: "127.0.0.1:4711" }).status).toBe(401);
    expect(status(ID, signed({ path: PATH, time: START, host: "127.0.0.1:4711" })).status).toBe(200);
  });

  it.each([
    ["another secret", { secretKey: "wrong" }],
    ["another path", { path: PATH.replace("1111", "2222") }],
    ["another method", { method: "POST" }],
    ["another body", { body: "x" }],
  ])("over %s is refused, and the gateway shows what it signed", (_name, change) => {
    const { status } = cloud();
    const answer = status(ID, signed({ path: PATH, time: START, ...change }));
    expect(answer.status).toBe(401);
    expect(bodyOf(answer)).toMatchObject({ error_code: "APIGW.0301", request_id: answer.headers["x-request-id"] });
    expect(bodyOf(answer).error_msg).toMatch(
      /^Incorrect IAM authentication information: verify aksk signature fail,canonicalRequest:GET\|/,
    );
  });

  it("must sign its date, and nothing that it does not send", () => {
    const { status } = cloud();
    expect(status(ID, signed({ path: PATH, time: START, names: ["host"] })).status).toBe(401);
    const { host: _, ...without } = signed({ path: PATH, time: START, host: "" });
    expect(status(ID, without).status).toBe(401);
    expect(status(ID, signed({ path: PATH, time: START, names: ["x-sdk-date"] })).status).toBe(200);
  });

  it.each([
    ["SDK-HMAC-SM3 Access=SIMULATORACCESSKEY, SignedHeaders=x-sdk-date, Signature=00", "verify aksk signature fail"],
    [
      "SDK-ECDSA-P256-SHA256 Access=SIMULATORACCESSKEY, SignedHeaders=x-sdk-date, Signature=00",
      "verify aksk signature fail",
    ],
    ["SDK-SM2-SM3 Access=SIMULATORACCESSKEY, SignedHeaders=x-sdk-date, Signature=00", "verify aksk signature fail"],
    ["V11-HMAC-SHA256 Credential=SIMULATORACCESSKEY/20260102/ap-southeast-3/clouddc", "verify aksk signature fail"],
    ["Bearer SIMULATORACCESSKEY", "x-auth-token not found"],
  ])("by another algorithm, %s, is refused as one that cannot be verified", (authorization, reason) => {
    const answer = virtualCloud().status("web", { authorization });
    expect(answer.status).toBe(401);
    expect(bodyOf(answer)).toMatchObject({
      error_code: "APIGW.0301",
      error_msg: `Incorrect IAM authentication information: ${reason}`,
    });
  });

  it("of an unknown key is refused without naming the key", () => {
    const answer = cloud().status(ID, signed({ path: PATH, time: START, accessKey: "NOBODY" }));
    expect(bodyOf(answer).error_msg).toBe(
      "Incorrect IAM authentication information: Get secretKey failed,ak:***,err:ak not exist",
    );
  });

  it("is refused when its date is more than 15 minutes off, either way", () => {
    const { status } = cloud();
    const at = (offset: number) => status(ID, signed({ path: PATH, time: START + offset }));
    expect([-900_000, 900_000].map((offset) => at(offset).status)).toEqual([200, 200]);
    expect([-901_000, 901_000].map((offset) => bodyOf(at(offset)).error_msg)).toEqual([
      expect.stringContaining("signature expired"),
      expect.stringContaining("signature expired"),
    ]);
  });

  it("is measured against the server's clock", () => {
    const { status } = virtualCloud({ instances: { [ID]: "running" }, clockOffsetMs: 3_600_000 });
    expect(status(ID, signed({ path: PATH, time: START })).status).toBe(401);
    expect(status(ID, signed({ path: PATH, time: START + 3_600_000 })).status).toBe(200);
  });

  it("of a temporary key must carry that key's security token, and of a permanent one none", () => {
    const { status } = virtualCloud({
      instances: { [ID]: "running" },
      accessKeys: [
        { accessKey: "T", secretKey: "t", securityToken: "right" },
        { accessKey: "P", secretKey: "p" },
      ],
    });
    const ask = (key: string, headers: Record<string, string>) =>
      status(ID, signed({ path: PATH, time: START, accessKey: key, secretKey: key.toLowerCase(), headers }));
    expect(ask("T", { "x-security-token": "right" }).status).toBe(200);
    expect(ask("T", {}).status).toBe(401);
    expect(ask("P", { "x-security-token": "right" }).status).toBe(401);
    const wrong = ask("T", { "x-security-token": "stolen" });
    expect(wrong.status).toBe(401);
    expect(wrong.body).not.toContain("stolen");
  });

  it("may carry the security token beside the signature, as Terraform sends it", () => {
    const { status } = virtualCloud({
      instances: { [ID]: "running" },
      accessKeys: [{ accessKey: "T", secretKey: "t", securityToken: "right" }],
    });
    const headers = signed({ path: PATH, time: START, accessKey: "T", secretKey: "t" });
    expect(status(ID, { ...headers, "x-security-token": "right" }).status).toBe(200);
  });

  it("may send its body's hash, which must be right, or say that the body is unsigned", () => {
    const { status } = cloud();
    const withHash = (bodyHash: string) =>
      status(ID, signed({ path: PATH, time: START, bodyHash, headers: { "x-sdk-content-sha256": bodyHash } })).status;
    const empty = createHash("sha256").update("").digest("hex");
    expect([empty, "UNSIGNED-PAYLOAD", "0".repeat(64)].map(withHash)).toEqual([200, 200, 401]);
  });

  it("must not name one project in its path and another in its header", () => {
    const { status } = cloud();
    const naming = (project: string) =>
      status(ID, signed({ path: PATH, time: START, headers: { "x-project-id": project } })).status;
    expect([PROJECT, "another"].map(naming)).toEqual([200, 403]);
  });

  it("opens every project of its region, but no other", () => {
    const { ask } = virtualCloud({
      projects: [
        { id: "near", name: "ap-southeast-3_team" },
        { id: "far", name: "cn-east-3" },
      ],
    });
    const answerFor = (project: string) => {
      const path = `/v1/${project}/instances`;
      return ask("GET", path, signed({ path, time: START })).status;
    };
    expect([PROJECT, "near", "far", "unknown"].map(answerFor)).toEqual([200, 200, 403, 403]);
  });
});

describe("a key", () => {
  const setUp = () => {
    const virtual = virtualCloud({ instances: { [ID]: "running" } });
    const ask = (secretKey?: string) =>
      virtual.status(
        ID,
        signed({ path: PATH, time: virtual.now(), ...(secretKey === undefined ? {} : { secretKey }) }),
      );
    return {
      ...virtual,
      good: () => ask().status,
      bad: () => ask("wrong").status,
      locked: () => bodyOf(ask()).error_msg,
    };
  };

  it("is locked for 5 minutes after more than 5 consecutive failures", () => {
    const { good, bad, locked, advance } = setUp();
    for (let failure = 1; failure <= 6; failure += 1) expect(bad()).toBe(401);
    expect(locked()).toBe("Incorrect IAM authentication information: AK access failed to reach the limit,forbidden");
    advance(299_999);
    expect(good()).toBe(401);
    advance(1);
    expect(good()).toBe(200);
  });

  it("is not locked after 5, and a success starts the count anew", () => {
    const { good, bad } = setUp();
    for (let round = 0; round < 3; round += 1) {
      for (let failure = 1; failure <= 5; failure += 1) bad();
      expect(good()).toBe(200);
    }
  });
});
