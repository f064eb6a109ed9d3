import { describe, expect, it } from "@jest/globals";
import { listStatuses, MOST_IDS_A_LIST, showStatus } from "../../../../src/api/client/operations";
import { answer, createScriptedSession, listOf, type Script } from "../../../support/scripted-project-client";
import { createVirtualClock } from "../../../support/virtual-clock";

function asking(script: Script) {
  const clock = createVirtualClock();
  const session = createScriptedSession(clock, script);
  return {
    session,
    show: (id: string) => clock.run(showStatus(session, id)),
    list: async (...ids: string[]) => {
      const { readings, hasMore } = await clock.run(listStatuses(session, ids));
      return { ...Object.fromEntries(readings), ...(hasMore && { hasMore }) };
    },
  };
}

describe("ShowInstanceStatus", () => {
  it("asks for the status of one instance, and says with which request it came", async () => {
    const body = {
      state: "error",
      operation_state: "install-failed",
      error: { error_code: "iMetal.0301", error_msg: "No server is free.", error_type: "create_instance_error" },
    };
    const { session, show } = asking(() => answer(200, body, { "x-request-id": "r-7" }));
    expect(await show("i-1")).toEqual({
      status: {
        state: "error",
        operationState: "install-failed",
        error: { errorCode: "iMetal.0301", errorMsg: "No server is free.", errorType: "create_instance_error" },
      },
      requestId: "r-7",
    });
    expect(session.asked).toMatchObject([{ path: "instances/i-1/status", permission: "clouddc:instance:get" }]);
  });

  it("shows no secret of this process that the server repeats", async () => {
    const secret = "a-secret-token";
    const body = { state: `for ${secret}`, error: { error_code: secret, error_msg: secret, error_type: secret } };
    const { show, list } = asking(({ path }) =>
      path.endsWith("/status") ? answer(200, body, { "x-request-id": secret }) : listOf([{ id: "a", ...body }]),
    );
    expect(JSON.stringify([await show("a"), await list("a")])).not.toContain("secret");
  });

  it("keeps an id within its place in the path", async () => {
    const { session, show } = asking(() => answer(200));
    await show("a/../b?c#d");
    expect(session.asked[0]?.path).toBe("instances/a%2F..%2Fb%3Fc%23d/status");
  });

  it("reads an answer without a state as a status without one", async () => {
    expect(await asking(() => answer(200)).show("i-1")).toEqual({ status: {}, requestId: "r-1" });
  });

  it.each(["", "<html></html>", "[]", "null"])("refuses the body %j, and shows no secret of it", async (body) => {
    const { show } = asking(() => answer(200, `${body} a-secret-token`));
    const error = await show("i-1").catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "MALFORMED_ANSWER", requestId: "r-1" });
    expect(error.message).not.toContain("a-secret-token");
  });
});

describe("ListInstances", () => {
  it("leaves what a page holds beyond a thousand items for the next request", async () => {
    const foreign = Array.from({ length: 999 }, (_, at) => ({ id: `other-${at}`, state: "running" }));
    const { list } = asking(() => listOf([...foreign, { id: "a", state: "running" }, { id: "b", state: "running" }]));
    expect(Object.keys(await list("a", "b"))).toEqual(["a"]);
  });

  it("asks for all ids at once, and says what the list knows of each", async () => {
    const { session, list } = asking(() =>
      listOf([
        { id: "a", state: "running", operation_state: "install-succeed", name: "web-a", user_data: "x" },
        { id: "b", state: "pending" },
      ]),
    );
    expect(await list("a", "b", "c")).toEqual({
      a: { status: { state: "running", operationState: "install-succeed" }, requestId: "r-1", listed: true },
      b: { status: { state: "pending" }, requestId: "r-1", listed: true },
    });
    expect(session.asked).toMatchObject([
      { path: "instances?instance_id=a%2Cb%2Cc&limit=100", permission: "clouddc:instance:list" },
    ]);
    expect(MOST_IDS_A_LIST).toBe(100);
  });

  it("says that there is another page, and does not ask for it: each page is a request of its own", async () => {
    const { session, list } = asking(() => listOf([{ id: "a", state: "running" }], { next_marker: "after a&=" }));
    expect(await list("a", "b")).toMatchObject({ a: { status: { state: "running" } }, hasMore: true });
    expect(session.asked).toHaveLength(1);
  });

  it.each([
    {},
    { next_marker: "" },
    { next_marker: null },
    { next_marker: 7 },
  ])("ends where page_info is %j", async (page) => {
    const { list } = asking(() => listOf([{ id: "a" }], page));
    expect(await list("a", "b")).not.toHaveProperty("hasMore");
  });

  it("passes over instances that nobody asked for", async () => {
    const { list } = asking(() =>
      listOf([
        { id: "foreign", state: "running" },
        { id: "a", state: "running" },
      ]),
    );
    expect(Object.keys(await list("a"))).toEqual(["a"]);
  });

  it("knows nothing of an instance of which the list says two things at once", async () => {
    const { list } = asking(() =>
      listOf([
        { id: "a", state: "running" },
        { id: "b", state: "running" },
        { id: "a", state: "error" },
        { id: "b", state: "running" },
      ]),
    );
    expect(Object.keys(await list("a", "b"))).toEqual(["b"]);
  });

  it("passes over what is no instance", async () => {
    const { list } = asking(() => listOf([null, "a", [], {}, { id: 7 }, { id: "a" }] as object[]));
    expect(await list("a")).toEqual({ a: { status: {}, requestId: "r-1", listed: true } });
  });

  it.each([{}, { instances: null }, { instances: {} }])("refuses the answer %j, which has no list", async (body) => {
    await expect(asking(() => answer(200, body)).list("a")).rejects.toMatchObject({
      code: "MALFORMED_ANSWER",
      requestId: "r-1",
    });
  });
});
