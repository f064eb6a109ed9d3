import { describe, expect, it } from "@jest/globals";
import { PROJECT, START, signed, TOKEN, tokenRequest, virtualCloud } from "../../support/virtual-cloud";

describe("the log", () => {
  it("tells what was asked, about which instances, how, and how it ended", () => {
    const { cloud, status, list, advance } = virtualCloud({ instances: { a: "running" } });
    const first = status("a");
    advance(5_000);
    list("?instance_id=a,b&limit=10", {});
    expect(cloud.requests).toMatchObject([
      {
        at: START,
        method: "GET",
        path: `/v1/${PROJECT}/instances/a/status`,
        query: {},
        kind: "status",
        ids: ["a"],
        status: 200,
        authorization: "token",
        requestId: first.headers["x-request-id"],
      },
      {
        at: START + 5_000,
        query: { instance_id: "a,b", limit: "10" },
        kind: "list",
        ids: ["a", "b"],
        status: 401,
        authorization: "none",
      },
    ]);
  });

  it("holds the latest requests, and not all of a server that runs for days", () => {
    const { cloud, status } = virtualCloud({ keepRequests: 3 });
    for (const id of ["a", "b", "c", "d", "e", "f"]) status(id);
    expect(cloud.requests).toHaveLength(6);
    status("g");
    expect(cloud.requests.map(({ ids }) => ids[0])).toEqual(["e", "f", "g"]);
  });

  it("keeps no token, key, password or signature", () => {
    const { cloud, ask, status } = virtualCloud({
      accessKeys: [{ accessKey: "THEKEY", secretKey: "thesecret", securityToken: "thesecurity" }],
    });
    const headers = signed({
      path: `/v1/${PROJECT}/instances/a/status`,
      time: START,
      accessKey: "THEKEY",
      secretKey: "thesecret",
      headers: { "x-security-token": "thesecurity" },
    });
    status("a", headers);
    status("a", TOKEN);
    status("a", { authorization: "Bearer simulator-token" });
    const issued = ask("POST", "/v3/auth/tokens", { "content-type": "application/json" }, tokenRequest(undefined));
    const session = ask("PUT", "/meta-data/latest/api/token", { "x-metadata-token-ttl-seconds": "60" }).body;
    ask("GET", "/openstack/latest/securitykey", { "x-metadata-token": session });
    ask("GET", "/nowhere?password=simulator-password");

    const text = JSON.stringify(cloud.requests);
    const signature = /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1] ?? "none";
    const secrets = ["THEKEY", "thesecret", "thesecurity", signature, "simulator-token", "simulator-password", session];
    for (const secret of [...secrets, issued.headers["x-subject-token"]]) expect(text).not.toContain(secret);
    expect(text).toContain("SignedHeaders=host;x-sdk-date;x-security-token");
    expect(text).toContain('"x-metadata-token-ttl-seconds":"60"');
  });
});
