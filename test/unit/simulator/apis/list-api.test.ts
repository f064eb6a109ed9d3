import { describe, expect, test } from "vitest";
import { bodyOf, START, virtualCloud } from "../../../support/virtual-cloud";

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`id-${String(index).padStart(4, "0")}`, "running"]));

const idsOf = (body: { instances: { id: string }[] }) => body.instances.map((one) => one.id);

describe("ListInstances", () => {
  test("shows the instances asked for, and leaves out those that do not exist", () => {
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

  test("reads the commas of a query whether they are escaped or not", () => {
    const { list } = virtualCloud({ instances: { a: "running", b: "running" } });
    expect(idsOf(bodyOf(list("?instance_id=a%2Cb")))).toEqual(["a", "b"]);
  });

  test("takes 100 ids and no more", () => {
    const { list } = virtualCloud();
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `i${index}`).join(",");
    expect(list(`?instance_id=${ids(100)}`).status).toBe(200);
    const refused = list(`?instance_id=${ids(101)}`);
    expect(refused.status).toBe(400);
    expect(bodyOf(refused).error_code).toBe("iMetal.0001");
  });

  test("gives pages that join up to everything, each instance once", () => {
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

  test("has no next page after a last one that is full", () => {
    const { list } = virtualCloud({ instances: many(20) });
    expect(bodyOf(list("?limit=20")).page_info).toEqual({ current_count: 20 });
  });

  test("pages on when an instance went away between two pages", () => {
    const { cloud, list } = virtualCloud({ instances: many(25) });
    const { page_info } = bodyOf(list("?limit=10"));
    cloud.remove("id-0009");
    cloud.remove("id-0010");
    expect(idsOf(bodyOf(list(`?limit=10&marker=${page_info.next_marker}`)))[0]).toBe("id-0011");
  });

  test.each([
    ["", 10],
    ["?limit=3", 10],
    ["?limit=11", 11],
    ["?limit=5000", 1_000],
  ])("with %j shows at most %i rows, as its page says of limits out of range", (query, rows) => {
    const { list } = virtualCloud({ instances: many(1_001) });
    expect(bodyOf(list(query)).instances).toHaveLength(rows);
  });

  test.each(["?limit=ten", "?limit=-1", "?marker=id-0001", "?server_id=x"])("refuses %s", (query) => {
    const answer = virtualCloud({ instances: many(3) }).list(query);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer).error_code).toBe("iMetal.0001");
  });

  test("filters by the state that it shows", () => {
    const { list } = virtualCloud({ instances: { a: "running", b: "pending 5s, running" } });
    expect(idsOf(bodyOf(list("?instance_state=pending")))).toEqual(["b"]);
  });

  test("may differ from the status API where a timeline says so", () => {
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

  test("speaks the old vocabulary on request, and the status API does not", () => {
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

  test("without the permission answers a 403 that names nothing", () => {
    const { cloud, list } = virtualCloud({ instances: { a: "running" } });
    cloud.allowList(false);
    const answer = list("?instance_id=a");
    expect(answer.status).toBe(403);
    expect(bodyOf(answer)).toEqual({ error_code: "iMetal.0004", error_msg: "Insufficient permissions" });
  });
});
