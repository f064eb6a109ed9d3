import { describe, expect, it } from "@jest/globals";
import { bodyOf, PROJECT, START, TOKEN, virtualCloud } from "../../../support/virtual-cloud";

const BODY = {
  name: "web",
  image_id: "image-1",
  vpc_id: "vpc-1",
  network_interfaces: [{ subnet_id: "subnet-1" }],
  password: "Passw0rd!",
};

const setUp = (options: Parameters<typeof virtualCloud>[0] = {}) => {
  const virtual = virtualCloud(options);
  const send = (method: string, path: string, body?: object) =>
    virtual.ask(method, `/v1/${PROJECT}/${path}`, TOKEN, body === undefined ? "" : JSON.stringify(body));
  /** The state and the operation state, as timelines spell them. */
  const seen = (id: string) => {
    const { state, operation_state } = bodyOf(virtual.status(id));
    return operation_state === undefined ? state : `${state}/${operation_state}`;
  };
  const later = (ms: number, id: string) => {
    virtual.advance(ms);
    return seen(id);
  };
  const serverOf = (id: string): string => bodyOf(virtual.list(`?instance_id=${id}`)).instances[0].server_id;
  return { ...virtual, send, seen, later, serverOf };
};

describe("CreateInstance", () => {
  it("answers an id, and the instance is provisioned from then on", () => {
    const { send, seen, later, list } = setUp();
    const answer = send("POST", "instances", BODY);
    expect(answer.status).toBe(202);
    const { instance_id } = bodyOf(answer);
    expect(instance_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(seen(instance_id)).toBe("pending");
    expect(later(2_000, instance_id)).toBe("stopped/install-processing");
    expect(later(5_000, instance_id)).toBe("running/install-succeed");
    expect(bodyOf(list()).instances).toMatchObject([
      {
        id: instance_id,
        name: "web",
        vpc_id: "vpc-1",
        network_interfaces: [{ subnet_id: "subnet-1" }],
        image: { id: "image-1" },
        created_at: new Date(START).toISOString(),
        launched_at: new Date(START + 7_000).toISOString(),
      },
    ]);
  });

  it("keeps the password nowhere", () => {
    const { cloud, send, list } = setUp();
    send("POST", "instances", BODY);
    expect(JSON.stringify([cloud.requests, list().body])).not.toContain("Passw0rd!");
  });

  it("gives each instance an id and a server of its own", () => {
    const { send, serverOf } = setUp();
    const ids: string[] = [1, 2, 3].map(() => bodyOf(send("POST", "instances", BODY)).instance_id);
    expect(new Set(ids.map(serverOf)).size).toBe(3);
  });

  it("may fail, at first or each time", () => {
    const { cloud, send, later } = setUp({
      operations: { create: ["pending 1s, error/install-failed", "pending 1s, running"] },
    });
    const create = () => bodyOf(send("POST", "instances", BODY)).instance_id;
    expect(later(1_000, create())).toBe("error/install-failed");
    expect(later(1_000, create())).toBe("running");
    expect(later(1_000, create())).toBe("running");
    cloud.operations({ create: "error" });
    expect(later(1_000, create())).toBe("error");
  });

  it.each([
    [{}, "iMetal.0002", "Missing required parameters: name, image_id, vpc_id, network_interfaces, password"],
    [{ ...BODY, password: "" }, "iMetal.0002", "Missing required parameters: password"],
    [{ ...BODY, network_interfaces: [] }, "iMetal.0001", "unsupported value: network_interfaces"],
    [{ ...BODY, name: 5 }, "iMetal.0001", "unsupported value: name"],
  ])("refuses %j and says why", (body, code, message) => {
    const answer = setUp().send("POST", "instances", body);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer)).toEqual({ error_code: code, error_msg: expect.stringContaining(message) });
  });
});

describe("DeleteInstance", () => {
  it("takes an instance to its end", () => {
    const { send, seen, later } = setUp({ instances: { web: "running" } });
    expect(send("DELETE", "instances/web").status).toBe(204);
    expect(seen("web")).toBe("shutting-down/uninstall-processing");
    expect(later(4_000, "web")).toBe("terminated/uninstall-succeed");
    expect(send("DELETE", "instances/web").status).toBe(400);
  });

  it("may fail into error, and a retry leads to the end", () => {
    const { send, later, status } = setUp({
      instances: { web: "stopped" },
      operations: { delete: ["shutting-down 1s, error/uninstall-failed", "shutting-down 1s, terminated"] },
    });
    send("DELETE", "instances/web");
    expect(later(1_000, "web")).toBe("error/uninstall-failed");
    expect(bodyOf(status("web")).error).toMatchObject({ error_type: "delete_instance_error" });
    expect(send("DELETE", "instances/web").status).toBe(204);
    expect(later(1_000, "web")).toBe("terminated");
  });

  it("knows no instance that is not there", () => {
    const answer = setUp().send("DELETE", "instances/web");
    expect(answer.status).toBe(404);
    expect(bodyOf(answer)).toEqual({ error_code: "iMetal.0200", error_msg: "Instances not found: [web]" });
  });

  it("is refused while the instance is being deleted", () => {
    const { send } = setUp({ instances: { web: "running" } });
    send("DELETE", "instances/web");
    const again = send("DELETE", "instances/web");
    expect(again.status).toBe(400);
    expect(bodyOf(again)).toEqual({ error_code: "iMetal.0201", error_msg: "Instances state is not ready: [web]" });
  });
});

describe("ReinstallOs", () => {
  const set = (...instance_id_set: string[]) => ({ instance_id_set, password: "Passw0rd!" });

  it("still shows the old running right after the call, then pending, then running", () => {
    const { send, seen, later } = setUp({ instances: { web: "running" } });
    expect(send("PUT", "instances/reinstall", set("web")).status).toBe(202);
    expect(seen("web")).toBe("running/reinstall-processing");
    expect(later(1_000, "web")).toBe("pending/reinstall-processing");
    expect(later(5_000, "web")).toBe("running/reinstall-succeed");
  });

  it("needs running instances, and touches none where one of them is not", () => {
    const { send, seen } = setUp({ instances: { web: "running", db: "stopped" } });
    const answer = send("PUT", "instances/reinstall", set("web", "db"));
    expect(answer.status).toBe(400);
    expect(bodyOf(answer)).toEqual({ error_code: "iMetal.0201", error_msg: "Instances state is not ready: [db]" });
    expect(seen("web")).toBe("running");
  });

  it("is refused during another one, and may be tried again after one that failed", () => {
    const { send, later } = setUp({
      instances: { web: "running" },
      operations: { reinstall: ["running/reinstall-processing 1s, error/reinstall-failed", "pending 1s, running"] },
    });
    send("PUT", "instances/reinstall", set("web"));
    expect(send("PUT", "instances/reinstall", set("web")).status).toBe(400);
    expect(later(1_000, "web")).toBe("error/reinstall-failed");
    expect(send("PUT", "instances/reinstall", set("web")).status).toBe(202);
    expect(later(1_000, "web")).toBe("running");
  });

  it.each([
    [{}, "instance_id_set"],
    [set(...Array.from({ length: 11 }, (_, index) => `i-${index}`)), "instance_id_set"],
    [{ instance_id_set: ["web"] }, "password"],
  ])("refuses %j", (body, reason) => {
    const answer = setUp({ instances: { web: "running" } }).send("PUT", "instances/reinstall", body);
    expect(answer.status).toBe(400);
    expect(bodyOf(answer).error_msg).toContain(reason);
  });
});

describe("a power action", () => {
  it.each([
    ["power off", "running", ["running", "stopped", "stopped"]],
    ["power on", "stopped", ["stopped", "running", "running"]],
    ["rebooting", "running", ["running", "stopped", "running"]],
  ])("%s takes the instance of the server from %s through %j", (action, first, states) => {
    const { send, seen, later, serverOf } = setUp({ instances: { web: first, db: first } });
    const answer = send("PUT", "physicalservers/power-state", { action, server_id_set: [serverOf("web")] });
    expect(answer.status).toBe(202);
    expect([seen("web"), later(1_000, "web"), later(2_000, "web")]).toEqual(states);
    expect(seen("db")).toBe(first);
  });

  it.each([
    ["power on", ["stopped"]],
    ["power off", ["running"]],
    ["rebooting", ["running"]],
  ])("%s may begin at %j and in no other state", (action, allowed) => {
    const states = ["pending", "running", "stopped", "shutting-down", "terminated", "error"];
    const begins = states.filter((state) => {
      const { send, serverOf } = setUp({ instances: { web: state } });
      const body = { action, server_id_set: [serverOf("web")] };
      return send("PUT", "physicalservers/power-state", body).status === 202;
    });
    expect(begins).toEqual(allowed);
  });

  it.each([
    ["power off", "stopped"],
    ["rebooting", "stopped"],
    ["power on", "running"],
    ["power off", "running/reinstall-processing"],
  ])("%s is refused at %s", (action, state) => {
    const { send, serverOf } = setUp({ instances: { web: state } });
    const answer = send("PUT", "physicalservers/power-state", { action, server_id_set: [serverOf("web")] });
    expect(answer.status).toBe(400);
    expect(bodyOf(answer).error_code).toBe("iMetal.0201");
  });

  it("is refused for an unknown server, an unknown action and no server", () => {
    const { send } = setUp();
    const unknown = send("PUT", "physicalservers/power-state", { action: "power on", server_id_set: ["x"] });
    expect(unknown.status).toBe(404);
    expect(bodyOf(unknown).error_msg).toBe("Physical servers ID not found: [x]");
    expect(send("PUT", "physicalservers/power-state", { action: "toString", server_id_set: ["x"] }).status).toBe(400);
    expect(send("PUT", "physicalservers/power-state", { action: "power on" }).status).toBe(400);
  });
});

describe("a change of the password", () => {
  const change = (...instance_id_set: string[]) => ({ instance_id_set, new_password: "Passw0rd!" });

  it("shows in no state, as it works after a reboot", () => {
    const { send, seen } = setUp({ instances: { web: "running", db: "stopped" } });
    expect(send("PUT", "instances/password", change("web", "db")).status).toBe(200);
    expect([seen("web"), seen("db")]).toEqual(["running", "stopped"]);
  });

  it("is refused for all where one instance is not ready for it", () => {
    const { send } = setUp({ instances: { web: "running", db: "pending" } });
    expect(bodyOf(send("PUT", "instances/password", change("web", "db"))).error_msg).toContain("[db]");
    expect(send("PUT", "instances/password", { instance_id_set: ["web"] }).status).toBe(400);
  });
});

describe("an operation", () => {
  it.each([
    ["DELETE", "instances/web", undefined, ["pending", "running", "stopped", "error"]],
    ["PUT", "instances/reinstall", { instance_id_set: ["web"], password: "x" }, ["running"]],
    ["PUT", "instances/password", { instance_id_set: ["web"], new_password: "x" }, ["running", "stopped"]],
  ])("%s %s may begin in these states and in no other: %j, %j", (method, path, body, allowed) => {
    const states = ["pending", "running", "stopped", "shutting-down", "terminated", "error"];
    const begins = states.filter((state) => setUp({ instances: { web: state } }).send(method, path, body).status < 300);
    expect(begins).toEqual(allowed);
  });

  it("on an instance that is named twice is one", () => {
    const { send, later } = setUp({
      instances: { web: "running" },
      operations: { reinstall: ["pending 1s, running", "pending 1s, error"] },
    });
    expect(send("PUT", "instances/reinstall", { instance_id_set: ["web", "web"], password: "x" }).status).toBe(202);
    expect(later(1_000, "web")).toBe("running");
  });
});

describe("operations", () => {
  it("stand in the log with the instances that they name", () => {
    const { cloud, send } = setUp({ instances: { web: "running" } });
    send("PUT", "instances/reinstall", { instance_id_set: ["web"], password: "x" });
    send("DELETE", "instances/web");
    expect(cloud.requests).toMatchObject([
      { kind: "reinstall", ids: ["web"], status: 202 },
      { kind: "delete", ids: ["web"], status: 204 },
    ]);
  });

  it("are let in like look-ups: with a sign-in, in their project, within the limit", () => {
    const { ask, send } = setUp({ limit: { requests: 1, windowMs: 60_000 } });
    expect(ask("POST", `/v1/${PROJECT}/instances`, {}, JSON.stringify(BODY)).status).toBe(401);
    expect(send("POST", "instances", BODY).status).toBe(202);
    expect(send("POST", "instances", BODY).status).toBe(429);
  });

  it("refuse a timeline that cannot be read, and an operation that nobody knows", () => {
    const { cloud } = setUp();
    expect(() => cloud.operations({ create: "pending 3x, running" })).toThrow('Timeline step "pending 3x"');
    expect(() => cloud.operations({ explode: "error" } as object)).toThrow('"explode" is not an operation');
  });
});
