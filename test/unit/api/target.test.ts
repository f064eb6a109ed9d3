import { describe, expect, it } from "@jest/globals";
import { type Location, resolveLocation, targetOf } from "../../../src/api/target";
import { homeWith, settingsOf } from "../../support/credentials-fakes";

type World = Parameters<typeof settingsOf>[0];

const target = (where: Location, world: World = {}) => {
  const found = targetOf(where, settingsOf(world));
  if ("problems" in found) throw found.problems[0];
  return found.target;
};
const problems = (where: Location, world: World = {}) => {
  const found = targetOf(where, settingsOf(world));
  return "problems" in found ? found.problems.map(({ message }) => message) : [];
};

describe("the arguments that go into state", () => {
  const env = { HW_REGION_NAME: "env-1", HW_PROJECT_ID: "env-project", CLOUDDC_ENDPOINT: "env.example.com" };
  const config = {
    "huaweicloud:region": "config-1",
    "huaweicloud:project_id": "config-project",
    "huaweicloud:endpoints": '{"clouddc":"config.example.com"}',
  };

  it("are those of the program first", () => {
    const args = { region: "args-1", projectId: "args-project", endpoint: "args.example.com" };
    expect(resolveLocation(args, settingsOf({ env, config }))).toEqual(args);
  });

  it("are then the stack's", () => {
    expect(resolveLocation({}, settingsOf({ env, config }))).toEqual({
      region: "config-1",
      projectId: "config-project",
      endpoint: "config.example.com",
    });
  });

  it("are then the environment's", () => {
    expect(resolveLocation({ region: undefined }, settingsOf({ env }))).toEqual({
      region: "env-1",
      projectId: "env-project",
      endpoint: "env.example.com",
    });
  });

  it.each([
    [{ OS_REGION_NAME: "os", HUAWEICLOUD_SDK_REGION: "sdk" }, { region: "os" }],
    [{ HUAWEICLOUD_SDK_REGION: "sdk" }, { region: "sdk" }],
    [{ OS_PROJECT_ID: "os", HUAWEICLOUD_SDK_PROJECT_ID: "sdk" }, { projectId: "os" }],
    [{ HUAWEICLOUD_SDK_PROJECT_ID: "sdk" }, { projectId: "sdk" }],
    [{ HW_REGION_NAME: "  " }, {}],
  ])("know the names of other tools: %j", (variables, expected) => {
    expect(resolveLocation({}, settingsOf({ env: variables }))).toEqual(expected);
  });

  it("stay the same when they are resolved again without the settings", () => {
    const where = resolveLocation({}, settingsOf({ env, config }));
    expect(resolveLocation(where, settingsOf({}))).toEqual(where);
  });

  it("leave out what nobody said", () => {
    expect(Object.keys(resolveLocation({}, settingsOf({})))).toEqual([]);
  });
});

describe("a project that some setting names", () => {
  const projectOf = (region: string | undefined, world: World) =>
    resolveLocation({ ...(region && { region }) }, settingsOf(world)).projectId;
  const env = { HW_REGION_NAME: "a-1", HW_PROJECT_ID: "p-a" };

  it("counts for the region of the same source", () => {
    expect(projectOf(undefined, { env })).toBe("p-a");
    expect(projectOf("a-1", { env })).toBe("p-a");
  });

  it("does not count for a gate's own region: the project is looked up by its name", () => {
    expect(projectOf("b-1", { env })).toBeUndefined();
    expect(projectOf("b-1", { config: { "huaweicloud:region": "a-1", "huaweicloud:projectId": "p-a" } })).toBe(
      undefined,
    );
    expect(target({ region: "b-1" }, { env: { ...env, HW_PROJECT_NAME: "a-1_web" } })).not.toHaveProperty(
      "projectName",
    );
  });

  it("belongs to the usual region where its source names none", () => {
    const config = { "huaweicloud:region": "a-1" };
    const alone = { HW_PROJECT_ID: "p-a" };
    expect(projectOf(undefined, { config, env: alone })).toBe("p-a");
    expect(projectOf("b-1", { config, env: alone })).toBeUndefined();
    expect(projectOf("b-1", { env: alone })).toBe("p-a");
    expect(projectOf(undefined, { env: alone })).toBe("p-a");
  });

  it("of a farther source counts where that one is of the region", () => {
    const config = { "huaweicloud:region": "b-1", "huaweicloud:projectId": "p-b" };
    expect(projectOf("a-1", { config, env })).toBe("p-a");
    expect(projectOf(undefined, { config, env })).toBe("p-b");
    expect(projectOf(undefined, { config: { "huaweicloud:region": "b-1" }, env })).toBeUndefined();
    const sdk = { HUAWEICLOUD_SDK_REGION: "b-1", HUAWEICLOUD_SDK_PROJECT_ID: "p-sdk" };
    expect(projectOf("b-1", { env: { ...env, ...sdk } })).toBe("p-sdk");
  });

  it("by its name counts by the same rule, the stack's first", () => {
    const names = { HW_REGION_NAME: "a-1", HW_PROJECT_NAME: "a-1_web", OS_PROJECT_NAME: "a-1_os" };
    expect(target({}, { env: names }).projectName).toBe("a-1_web");
    expect(target({}, { env: { HW_REGION_NAME: "a-1", OS_PROJECT_NAME: "a-1_os" } }).projectName).toBe("a-1_os");
    const config = { "huaweicloud:project_name": "a-1_stack" };
    expect(target({}, { env: names, config }).projectName).toBe("a-1_stack");
  });
});

describe("the region of a profile", () => {
  const KOOCLI = ".hcloud/config.json";
  const SDK = ".huaweicloud/credentials";
  const kooCli = (region: string) => JSON.stringify({ current: "p", profiles: [{ name: "p", region }] });
  const regionOf = (files: Record<string, string>, env: Record<string, string> = {}) =>
    resolveLocation({}, settingsOf({ home: homeWith(files), env })).region;

  it("counts where nothing nearer names one", () => {
    expect(regionOf({ [KOOCLI]: kooCli("koo-1") })).toBe("koo-1");
    expect(regionOf({ [SDK]: "[basic]\nregion = sdk-1\n" })).toBe("sdk-1");
    expect(regionOf({ [KOOCLI]: kooCli("koo-1") }, { HUAWEICLOUD_SDK_REGION: "env-1" })).toBe("env-1");
  });

  it("is that of a named profile before that of a file which merely lies there", () => {
    const files = { [SDK]: "[basic]\nregion = sdk-1\n", [KOOCLI]: kooCli("koo-1") };
    expect(regionOf(files)).toBe("sdk-1");
    expect(regionOf(files, { HW_PROFILE: "p" })).toBe("koo-1");
    expect(regionOf({ ...files, [SDK]: "[basic]\nak = x\n" })).toBe("koo-1");
  });

  it("is none where the file cannot be used: its credentials say why", () => {
    expect(regionOf({ [KOOCLI]: "nonsense" })).toBeUndefined();
    expect(regionOf({ [KOOCLI]: kooCli("") })).toBeUndefined();
    expect(regionOf({ [KOOCLI]: kooCli("koo-1") }, { HW_PROFILE: "another" })).toBeUndefined();
  });

  it("makes it the usual region, which projects without a region belong to", () => {
    const settings = settingsOf({ home: homeWith({ [KOOCLI]: kooCli("koo-1") }), env: { HW_PROJECT_ID: "p-koo" } });
    expect(resolveLocation({}, settings)).toEqual({ region: "koo-1", projectId: "p-koo" });
    expect(resolveLocation({ region: "b-1" }, settings)).toEqual({ region: "b-1" });
  });
});

describe("the endpoint", () => {
  it("is built from the region", () => {
    expect(target({ region: "ap-southeast-3" })).toEqual({
      region: "ap-southeast-3",
      endpoint: "https://clouddc.ap-southeast-3.myhuaweicloud.com",
      iamEndpoint: "https://iam.ap-southeast-3.myhuaweicloud.com",
      insecure: false,
    });
  });

  it.each([
    ["eu-west-101", {}, "https://clouddc.eu-west-101.myhuaweicloud.eu"],
    ["eu-west-101", { env: { HW_CLOUD: "cloud.example" } }, "https://clouddc.eu-west-101.cloud.example"],
    [
      "a-1",
      { env: { HW_CLOUD: "env.example" }, config: { "huaweicloud:cloud": "config.example" } },
      "https://clouddc.a-1.config.example",
    ],
  ] as [string, World, string][])("of %s is in the right cloud (%j)", (region, world, expected) => {
    expect(target({ region }, world).endpoint).toBe(expected);
  });

  it.each([
    [{ "clouddc:endpoint": "own.example.com" }, "https://own.example.com"],
    [
      { "clouddc:endpoint": "own.example.com", "huaweicloud:endpoints": '{"clouddc":"map.example.com"}' },
      "https://map.example.com",
    ],
    [
      { "clouddc:endpoint": "own.example.com", "huaweicloud:endpoints": '{"ecs":"map.example.com"}' },
      "https://own.example.com",
    ],
    [{ "huaweicloud:endpoints": '{"ecs":"map.example.com"}' }, "https://clouddc.ap-1.myhuaweicloud.com"],
  ])("may be in the stack's configuration: %j", (config, expected) => {
    expect(target({ region: "ap-1" }, { config }).endpoint).toBe(expected);
  });

  it("is found in the SDKs' variable, which lists several", () => {
    const env = { HUAWEICLOUD_SDK_REGION_CLOUDDC_AP_SOUTHEAST_3: "https://one.example.com,https://two.example.com" };
    expect(target({ region: "ap-southeast-3" }, { env }).endpoint).toBe("https://one.example.com");
    expect(target({ region: "cn-east-3" }, { env }).endpoint).toBe("https://clouddc.cn-east-3.myhuaweicloud.com");
  });

  it.each([
    ["clouddc.example.com", "https://clouddc.example.com"],
    ["https://clouddc.example.com/", "https://clouddc.example.com"],
    ["https://CLOUDDC.example.com:443//", "https://clouddc.example.com"],
    ["https://clouddc.example.com:8443/prefix/", "https://clouddc.example.com:8443/prefix"],
    ["localhost:4711", "https://localhost:4711"],
    ["http://127.0.0.1:4711/", "http://127.0.0.1:4711"],
    ["http://127.9.9.9", "http://127.9.9.9"],
    ["http://localhost:4711", "http://localhost:4711"],
    ["http://[::1]:4711", "http://[::1]:4711"],
    ["https://[2001:db8::1]", "https://[2001:db8::1]"],
    [" https://clouddc.example.com ", "https://clouddc.example.com"],
  ])("%s becomes %s", (endpoint, expected) => {
    expect(target({ endpoint }).endpoint).toBe(expected);
  });

  it.each([
    ["http://clouddc.example.com", "plain http"],
    ["http://127.0.0.1.example.com", "plain http"],
    ["http://localhost.example.com", "plain http"],
    ["ftp://clouddc.example.com", "https://"],
    ["file:///etc/passwd", "https://"],
    ["https://", "write a host name"],
    ["", "write a host name"],
    ["https://exa mple.com", "https://"],
    ["https://example.com\\@evil.example", "https://"],
    ["https://a,b", "write a valid host name"],
    ["https://clouddc.example.com/?a=b", "after the path"],
    ["https://clouddc.example.com?", "after the path"],
    ["https://clouddc.example.com/#top", "after the path"],
    [4711 as unknown as string, "https://"],
  ])("%s is refused with a remedy", (endpoint, remedy) => {
    const [message, ...others] = problems({ endpoint });
    expect(message).toMatch(/^"endpoint" is /);
    expect(message).toContain(remedy);
    expect(others).toEqual([]);
  });

  it.each([
    "https://user:canary@clouddc.example.com",
    "https://canary@clouddc.example.com",
    "https://us er:canary@clouddc.example.com",
    "ftp://user:canary@clouddc.example.com",
    "user:canary@clouddc.example.com",
    "https://clouddc.example.com/?token=canary",
    "https://clouddc.example.com/#canary",
    "https://user:canary/canary@clouddc.example.com",
    'https://user:canary"canary@clouddc.example.com',
    "https://user:canary%40clouddc.example.com",
  ])("%s is refused without its secret", (endpoint) => {
    const [message] = problems({ endpoint });
    expect(message).toContain("endpoint");
    expect(message).not.toContain("canary");
  });

  it.each([
    [{ config: { "huaweicloud:insecure": "true" } }],
    [{ env: { HW_INSECURE: "1" } }],
    [{ env: { OS_INSECURE: "True" } }],
  ])("may be plain http anywhere when that is asked for: %j", (world) => {
    expect(target({ endpoint: "http://clouddc.example.com" }, world)).toMatchObject({
      endpoint: "http://clouddc.example.com",
      insecure: true,
    });
  });

  it("alone is enough, and leaves IAM unknown", () => {
    expect(target({ endpoint: "http://127.0.0.1:1" })).toEqual({ endpoint: "http://127.0.0.1:1", insecure: false });
  });
});

describe("IAM's address", () => {
  it.each([
    [{ env: { HW_AUTH_URL: "https://iam.example.com/v3" } }, "https://iam.example.com"],
    [{ env: { OS_AUTH_URL: "https://iam.example.com/v3/" } }, "https://iam.example.com"],
    [{ env: { HUAWEICLOUD_SDK_IAM_ENDPOINT: "iam.example.com" } }, "https://iam.example.com"],
    [{ env: { HW_AUTH_URL: "https://env" }, config: { "huaweicloud:authUrl": "https://config/v3" } }, "https://config"],
    [{ config: { "huaweicloud:auth_url": "http://127.0.0.1:9/v3" } }, "http://127.0.0.1:9"],
  ] as [World, string][])("comes from %j", (world, expected) => {
    expect(target({ region: "ap-1" }, world).iamEndpoint).toBe(expected);
  });

  it("follows the same rules", () => {
    expect(problems({ region: "ap-1" }, { env: { HW_AUTH_URL: "http://iam.example.com/v3" } })).toEqual([
      expect.stringMatching(/^"authUrl" is "http:\/\/iam.example.com\/v3": .*plain http/),
    ]);
  });
});

describe("what is wrong", () => {
  it("with no region and no endpoint names the three ways to set one", () => {
    const [message] = problems({});
    expect(message).toContain('"region" is not set');
    expect(message).toContain("pass it");
    expect(message).toContain("huaweicloud:region");
    expect(message).toContain("HW_REGION_NAME");
  });

  it.each([
    "ap southeast",
    "ap/../3",
    "evil.com#",
    "a@b",
    "",
    ".",
    "a..b",
    "-a",
    "a:1",
  ])("with the region %j is said", (region) => {
    expect(problems({ region })).toEqual([expect.stringMatching(/^"region" is /)]);
  });

  it("tells where a region and a project came from that cannot be used", () => {
    const found = problems({}, { env: { HW_REGION_NAME: "ap 1", HW_PROJECT_ID: "pé" } });
    expect(found).toEqual([
      '"region" is "ap 1": write a region\'s id in HW_REGION_NAME, such as ap-southeast-3',
      '"projectId" is "pé": write a project\'s id in HW_PROJECT_ID: letters, digits, hyphens and underscores',
    ]);
  });

  it.each(["a/b", "..", ".", "", "a b", "a?b", "%2e", "x".repeat(65)])("with the project %j is said", (projectId) => {
    expect(problems({ region: "ap-1", projectId })).toEqual([expect.stringMatching(/^"projectId" is /)]);
  });

  it("is said all at once", () => {
    const world = { config: { "huaweicloud:cloud": "no cloud", "huaweicloud:insecure": "perhaps" } };
    expect(problems({ region: "a b", projectId: "a/b" }, world)).toHaveLength(4);
  });

  it.each([
    "nonsense",
    "[]",
    "null",
    '{"clouddc":""}',
    '{"clouddc":7}',
  ])("with the endpoints %s is said", (endpoints) => {
    const config = { "huaweicloud:endpoints": endpoints };
    expect(problems({ region: "ap-1" }, { config })).toEqual([expect.stringContaining('"huaweicloud:endpoints" is ')]);
    expect(problems({ region: "ap-1", endpoint: "a.example" }, { config })).toEqual([]);
  });

  it("with the endpoints is said without a secret in them", () => {
    const config = { "huaweicloud:endpoints": '{"ecs":"https://user:canary@x/?y=canary",' };
    expect(problems({ region: "ap-1" }, { config }).join()).not.toContain("canary");
  });
});

it("the certificates' file may lie below the user's home", () => {
  const config = { "huaweicloud:cacertFile": "~/ca.pem" };
  expect(target({ region: "ap-1" }, { config, home: "/home/me" }).caFile).toBe("/home/me/ca.pem");
});

it("the certificates' file comes from the stack or from OS_CACERT", () => {
  const env = { OS_CACERT: "/env.pem" };
  expect(target({ region: "ap-1" }, { env }).caFile).toBe("/env.pem");
  expect(target({ region: "ap-1" }, { env, config: { "huaweicloud:cacertFile": "/config.pem" } }).caFile).toBe(
    "/config.pem",
  );
});

describe("where each part of a target came from", () => {
  const sourcesOf = (where: Location, world: World) => {
    const found = targetOf(where, settingsOf(world));
    if ("problems" in found) throw found.problems[0];
    return found.sources;
  };

  it("is the variable that was read, or OpenStack's name for it", () => {
    const env = { HW_REGION_NAME: "a-1", OS_PROJECT_ID: "p", CLOUDDC_ENDPOINT: "c.example", OS_CACERT: "ca.pem" };
    expect(sourcesOf({}, { env })).toEqual({
      region: "HW_REGION_NAME",
      projectId: "OS_PROJECT_ID",
      endpoint: "CLOUDDC_ENDPOINT",
      caFile: "OS_CACERT",
    });
  });

  it("is the stack's key, as it is spelled there", () => {
    const config = {
      "huaweicloud:region": "a-1",
      "huaweicloud:project_name": "web",
      "huaweicloud:authUrl": "iam.example",
      "huaweicloud:endpoints": '{"clouddc":"c.example"}',
      "huaweicloud:insecure": "true",
    };
    expect(sourcesOf({}, { config, env: { HW_REGION_NAME: "b-1" } })).toEqual({
      region: "huaweicloud:region",
      projectName: "huaweicloud:project_name",
      endpoint: "huaweicloud:endpoints",
      iamEndpoint: "huaweicloud:authUrl",
      insecure: "huaweicloud:insecure",
    });
    expect(sourcesOf({ region: "a-1" }, { config: { "clouddc:endpoint": "c.example" } })).toEqual({
      endpoint: "clouddc:endpoint",
    });
  });

  it("is a profile with its file, and its section", () => {
    const home = homeWith({ ".huaweicloud/credentials": "[basic]\nregion = a-1\n" });
    expect(sourcesOf({}, { home })).toEqual({ region: `section [basic] of ${home}/.huaweicloud/credentials` });
    const profiles = [{ name: "dev", region: "b-1" }];
    const other = homeWith({ ".hcloud/config.json": JSON.stringify({ current: "dev", profiles }) });
    expect(sourcesOf({}, { home: other })).toEqual({ region: `the profile "dev" in ${other}/.hcloud/config.json` });
  });

  it("is not told of what was an argument, or was derived from the region", () => {
    expect(sourcesOf({ region: "a-1", projectId: "p" }, { env: { HW_REGION_NAME: "b-1" } })).toEqual({});
  });
});
