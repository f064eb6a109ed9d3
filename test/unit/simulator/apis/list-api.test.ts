import { describe, expect, it } from "@jest/globals";
import type { ListFlaw } from "../../../../src/simulator";
import { bodyOf, START, virtualCloud } from "../../../support/virtual-cloud";

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`id-${String(index).padStart(4, "0")}`, "running"]));

const idsOf = (body: { instances: { id: string }[] }) => body.instances.map((one) => one.id);

describe("ListInstances", () => {
  it("shows the instances asked for, and leaves out those that do not exist", () => {
    const { list, advance } = virtualCloud({ instances: { a: "running", b: "pending 5s, error", c: "running" } });
    advance(7_000);
    const body = bodyOf(list("?instance_id=b,nobody,a"));
    expect(idsOf(body)).toEqual(["a", "b"]);
    expect(body.instances[1]).toMatchObject({
      state: "error",
      error: { error_type: "create_instance_error" },
      created_at: new Date(START).toISOString(),
      updated_at: new Date(START + 5_000).toISOString(),
    });
    expect(body.count).toBe(2);
  });

  it("reads the commas of a query whether they are escaped or not", () => {
    const { list } = virtualCloud({ instances: { a: "running", b: "running" } });
    expect(idsOf(bodyOf(list("?instance_id=a%2Cb")))).toEqual(["a", "b"]);
  });

  it("takes 100 ids and no more", () => {
    const { list } = virtualCloud();
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `i${index}`).join(",");
    expect(list(`?instance_id=${ids(100)}`).status).toBe(200);
    const refused = list(`?instance_id=${ids(101)}`);
    expect(refused.status).toBe(400);
    expect(bodyOf(refused).error_code).toBe("iMetal.0001");
  });

  it("gives pages that join up to everything, each instance once", () => {
    const { list } = virtualCloud({ instances: many(45) });
    const seen: string[] = [];
    const sizes: number[] = [];
    let marker: string | undefined = "";
    while (marker !== undefined) {
      const body: ReturnType<typeof bodyOf> = bodyOf(list(`?limit=20&marker=${marker}`));
      seen.push(...idsOf(body));
      sizes.push(body.page_info.current_count);
      marker = body.page_info.next_marker;
    }
    expect(sizes).toEqual([20, 20, 5]);
    expect(seen).toEqual(Object.keys(many(45)));
  });

  it("leads back page by page, and from the first page to none", () => {
    const { list } = virtualCloud({ instances: many(45) });
    const page = (marker = "") => bodyOf(list(`?limit=20&marker=${marker}`));
    const first = page();
    const second = page(first.page_info.next_marker);
    const third = page(second.page_info.next_marker);
    expect(first.page_info).not.toHaveProperty("previous_marker");
    expect(page(third.page_info.previous_marker)).toEqual(second);
    expect(page(second.page_info.previous_marker)).toEqual(first);
  });

  it("tells of each instance what the SDKs' models want to know", () => {
    const { cloud, list, advance } = virtualCloud({ instances: { web: "pending 5s, running" } });
    const item = () => bodyOf(list()).instances[0];
    const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
    expect(item()).toEqual({
      id: "web",
      name: "simulated-web",
      description: "",
      vpc_id: expect.stringMatching(UUID),
      network_interfaces: [{ subnet_id: expect.stringMatching(UUID) }],
      image: { id: expect.stringMatching(UUID), name: "simulated-image", os_type: "Linux" },
      metadata: {},
      server_id: expect.stringMatching(UUID),
      state: "pending",
      tags: [],
      created_at: new Date(START).toISOString(),
      updated_at: new Date(START).toISOString(),
      launched_at: "",
    });
    advance(20_000);
    expect(item().launched_at).toBe(new Date(START + 5_000).toISOString());
    cloud.put("web", "stopped 1s, running");
    advance(10_000);
    expect(item()).toMatchObject({
      created_at: new Date(START).toISOString(),
      launched_at: new Date(START + 21_000).toISOString(),
    });
  });

  it("filters by physical server", () => {
    const { list } = virtualCloud({ instances: { a: "running", b: "running" } });
    const [, b] = bodyOf(list()).instances;
    expect(idsOf(bodyOf(list(`?server_id=${b.server_id}`)))).toEqual(["b"]);
    expect(idsOf(bodyOf(list("?server_id=nowhere")))).toEqual([]);
    expect(list(`?server_id=${Array.from({ length: 101 }, (_, index) => index).join(",")}`).status).toBe(400);
  });

  it("has no next page after a last one that is full", () => {
    const { list } = virtualCloud({ instances: many(20) });
    expect(bodyOf(list("?limit=20")).page_info).toEqual({ current_count: 20 });
  });

  it("pages on when an instance went away between two pages", () => {
    const { cloud, list } = virtualCloud({ instances: many(25) });
    const { page_info } = bodyOf(list("?limit=10"));
    cloud.remove("id-0009");
    cloud.remove("id-0010");
    expect(idsOf(bodyOf(list(`?limit=10&marker=${page_info.next_marker}`)))[0]).toBe("id-0011");
  });

  it.each([
    ["", 10],
    ["?limit=3", 10],
    ["?limit=11", 11],
    ["?limit=5000", 1_000],
  ])("with %j shows at most %i rows, as its page says of limits out of range", (query, rows) => {
    const { list } = virtualCloud({ instances: many(1_001) });
    expect(bodyOf(list(query)).instances).toHaveLength(rows);
  });

  it.each(["?limit=ten", "?limit=-1", "?marker=id-0001"])("refuses %s", (query) => {
    const answer = virtualCloud({ instances: many(3) }).list(query);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer).error_code).toBe("iMetal.0001");
  });

  it("takes a filter without a value for none", () => {
    const { list } = virtualCloud({ instances: { a: "running" } });
    const query = "?instance_state=&instance_id=&server_id=&marker=&limit=";
    expect(idsOf(bodyOf(list(query)))).toEqual(["a"]);
  });

  it("filters by the state that it shows", () => {
    const { list } = virtualCloud({ instances: { a: "running", b: "pending 5s, running" } });
    expect(idsOf(bodyOf(list("?instance_state=pending")))).toEqual(["b"]);
  });

  it("may differ from the status API where a timeline says so", () => {
    const { list, status } = virtualCloud({
      instances: {
        lagging: [{ state: "running", listState: "pending" }],
        hidden: [{ state: "running", unlisted: true }],
      },
    });
    expect(bodyOf(list()).instances).toMatchObject([{ id: "lagging", state: "pending" }]);
    expect(bodyOf(status("lagging")).state).toBe("running");
    expect(bodyOf(status("hidden")).state).toBe("running");
  });

  it("shows no operation state beside a state of its own, unless one is given", () => {
    const { list } = virtualCloud({
      instances: {
        a: "running/reinstall-processing list=running",
        b: "running list=pending/install-processing",
        c: "running/reinstall-failed",
      },
    });
    const [a, b, c] = bodyOf(list()).instances;
    expect(a).not.toHaveProperty("operation_state");
    expect(b).toMatchObject({ state: "pending", operation_state: "install-processing" });
    expect(c).toMatchObject({ state: "running", operation_state: "reinstall-failed" });
  });

  it("disagrees with the status API for a while, and then no more", () => {
    const { list, status, advance } = virtualCloud({ instances: { web: "pending list=running 30s, running" } });
    expect([bodyOf(status("web")).state, bodyOf(list()).instances[0].state]).toEqual(["pending", "running"]);
    advance(30_000);
    expect([bodyOf(status("web")).state, bodyOf(list()).instances[0].state]).toEqual(["running", "running"]);
  });

  it("may be behind the status API: it shows instances as they were", () => {
    const { cloud, list, status, advance } = virtualCloud({
      instances: { web: "pending 10s, running" },
      listLagMs: 4_000,
    });
    const listed = () => bodyOf(list()).instances.map((one: { id: string; state: string }) => `${one.id} ${one.state}`);
    expect(bodyOf(status("web")).state).toBe("pending");
    expect(listed()).toEqual([]);
    advance(10_000);
    expect(bodyOf(status("web")).state).toBe("running");
    expect(listed()).toEqual(["web pending"]);
    advance(2_000);
    cloud.put("web", "error");
    cloud.put("new", "running");
    expect(listed()).toEqual(["web pending"]);
    advance(3_999);
    expect(listed()).toEqual(["web running"]);
    advance(1);
    expect(listed()).toEqual(["new running", "web error"]);
    cloud.remove("web");
    expect(status("web").status).toBe(404);
    expect(listed()).toEqual(["new running", "web error"]);
    cloud.listLag(0);
    expect(listed()).toEqual(["new running"]);
    expect(() => cloud.listLag(-1)).toThrow("not -1");
  });

  it("pages by ten where the server does, whatever was asked for", () => {
    const { list } = virtualCloud({ instances: many(25), pageSize: 10 });
    const first = bodyOf(list("?limit=100"));
    expect(first.instances).toHaveLength(10);
    const second = bodyOf(list(`?limit=100&marker=${first.page_info.next_marker}`));
    expect(idsOf(second)[0]).toBe("id-0010");
  });

  it("may answer 429 to every page but the first", () => {
    const { cloud, list } = virtualCloud({ instances: many(25), pageSize: 10 });
    cloud.fault({ kind: "list", query: "marker", status: 429, times: Number.POSITIVE_INFINITY });
    const { page_info } = bodyOf(list());
    expect([list(`?marker=${page_info.next_marker}`).status, list().status]).toEqual([429, 200]);
  });

  it("speaks the old vocabulary on request, and the status API does not", () => {
    const { list, status } = virtualCloud({
      oldListVocabulary: true,
      instances: {
        a: "error",
        b: "pending/reinstall-processing",
        c: "shutting-down",
        d: "running/modify-ip-processing",
      },
    });
    const { instances } = bodyOf(list());
    expect(instances.map((one: { state: string }) => one.state)).toEqual([
      "failed",
      "reinstalling",
      "shutting-down",
      "modifyIping",
    ]);
    expect(instances[1]).not.toHaveProperty("operation_state");
    expect(bodyOf(status("a")).state).toBe("error");
  });

  it("without the permission answers a 403 that names nothing", () => {
    const { cloud, list } = virtualCloud({ instances: { a: "running" } });
    cloud.allowList(false);
    const answer = list("?instance_id=a");
    expect(answer.status).toBe(403);
    expect(bodyOf(answer)).toEqual({ error_code: "iMetal.0004", error_msg: "Insufficient permissions" });
  });
});

describe("a list with something wrong in it", () => {
  const setUp = (flaw: ListFlaw) => {
    const { cloud, list, status } = virtualCloud({ instances: many(15) });
    cloud.fault({ list: flaw, times: Number.POSITIVE_INFINITY });
    return { list, status };
  };

  it("names each instance twice", () => {
    const { list } = setUp("duplicates");
    expect(idsOf(bodyOf(list("?instance_id=id-0001,id-0002")))).toEqual(["id-0001", "id-0001", "id-0002", "id-0002"]);
  });

  it("names instances that nobody asked for", () => {
    const { list } = setUp("foreign-ids");
    expect(idsOf(bodyOf(list("?instance_id=id-0001,id-0010")))).toEqual(["id-0000", "id-0011"]);
  });

  it("has a next page that is refused", () => {
    const { list } = setUp("dead-marker");
    const { page_info } = bodyOf(list("?instance_id=id-0001"));
    expect(list(`?instance_id=id-0001&marker=${page_info.next_marker}`).status).toBe(400);
  });

  it("has a next page that is the first one", () => {
    const { list } = setUp("circular-marker");
    const first = bodyOf(list());
    expect(bodyOf(list(`?marker=${first.page_info.next_marker}`))).toEqual(first);
  });

  it("has a next page that is empty, and another one after that", () => {
    const { list } = setUp("empty-pages");
    const first = bodyOf(list("?limit=1000"));
    const second = bodyOf(list(`?limit=1000&marker=${first.page_info.next_marker}`));
    expect(second.instances).toEqual([]);
    expect(second.page_info.next_marker).toBe(first.page_info.next_marker);
  });

  it("answers null", () => {
    const { cloud, list } = virtualCloud({ instances: many(1) });
    cloud.fault({ kind: "list", body: "null" });
    expect(list()).toMatchObject({ status: 200, body: "null" });
  });

  it("leaves the status API alone", () => {
    const { status } = setUp("duplicates");
    expect(bodyOf(status("id-0001"))).toEqual({ state: "running" });
  });
});
