/** docs/credentials.md says exactly what is honoured, in the order in which it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { findCredentials } from "../../../src/api/auth/credentials/credential-chain";
import { type Target, targetOf } from "../../../src/api/target";
import { homeWith, manualClock, scriptedSend, settingsOf } from "../../support/credentials-fakes";
import { readSources } from "../../support/source-code";

const section = readFileSync(join(__dirname, "../../../docs/credentials.md"), "utf8");
/** What stands in back ticks. */
const codes = (text = "") => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
const rows = section
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.slice(2, -2).split(" | "))
  .map((cells) => cells.map((cell) => cell.trim()));
const row = (name: string) => rows.find(([first]) => first === name) ?? [];

type World = Parameters<typeof settingsOf>[0];

/** A world in which these settings, which stand in the table, have these values. */
function worldOf(values: readonly (readonly [name: string, value: string])[]): World {
  const all = Object.fromEntries(values);
  const only = (isConfig: boolean) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => name.includes(":") === isConfig));
  return { env: only(false), config: only(true) };
}

describe("where", () => {
  const target = (world: World, where = {}): Target => {
    const found = targetOf({ region: "ap-1", ...where }, settingsOf(world));
    if ("problems" in found) throw found.problems[0];
    return found.target;
  };
  const address = (index: number) => `https://n${index}.example`;

  /** Each setting: what to write for the n-th of its names, and what is read of it. */
  const settings: Record<string, { write?: (index: number, name: string) => string; read: (world: World) => unknown }> =
    {
      "`region`": { read: (world) => target(world, { region: undefined, endpoint: "a.example" }).region },
      "`projectId`": { read: (world) => target(world).projectId },
      "project's name": { read: (world) => target(world).projectName },
      "`endpoint`": {
        write: (index, name) =>
          name.endsWith(":endpoints") ? JSON.stringify({ clouddc: address(index) }) : address(index),
        read: (world) => target(world).endpoint.replace(/^https:\/\/(.*)\.example$/, "$1"),
      },
      cloud: { read: (world) => target(world).endpoint.replace("https://clouddc.ap-1.", "") },
      IAM: { write: address, read: (world) => target(world).iamEndpoint?.replace(/^https:\/\/(.*)\.example$/, "$1") },
      "CA file": { read: (world) => target(world).caFile },
    };

  it.each(Object.entries(settings))("comes from the names of the table, in its order: %s", (name, { write, read }) => {
    const names = codes(row(name).slice(1, 3).join())
      .filter((code) => /^[A-Z\d_<>]+$|:/.test(code))
      .map((code) => code.replace("<REGION>", "AP_1"));
    expect(names.length).toBeGreaterThanOrEqual(2);
    const values = names.map((one, index) => [one, write?.(index, one) ?? `n${index}`] as const);
    for (let index = 0; index < names.length; index++) expect(read(worldOf(values.slice(index)))).toBe(`n${index}`);
  });

  it("is insecure by the names of the table, in its order", () => {
    const names = codes(row("insecure").slice(1, 3).join());
    for (const [index, name] of names.entries())
      for (const value of ["true", "false"]) {
        const others = names.slice(index + 1).map((other) => [other, value === "true" ? "false" : "true"] as const);
        expect(target(worldOf([[name, value], ...others])).insecure).toBe(value === "true");
      }
  });

  it("knows each setting of the table", () => {
    const where = section.slice(0, section.indexOf("## Who"));
    const named = where.match(/^\| (?!setting|---)[^|]+/gm)?.map((cell) => cell.slice(2).trim());
    expect(new Set(named)).toEqual(new Set([...Object.keys(settings), "insecure"]));
  });
});

describe("who", () => {
  const numbers = ["1", "2", "3", "4", "5"];

  /** What the n-th source of the table needs, by the names that stand there, to have an access key of its own number. */
  function sourceOf(number: string): { values: [string, string][]; files: Record<string, string> } {
    const [, source, keys] = row(number);
    const names = codes(keys);
    const [place = ""] = codes(source).map((code) => code.replace("~/", ""));
    const named = (pattern: RegExp) => names.find((name) => pattern.test(name)) ?? "";
    if (number === "4") {
      const [basic, , ak, sk] = names;
      return { values: [], files: { [place]: `${basic}\n${ak} = key-${number}\n${sk} = secret\n` } };
    }
    if (number === "5") {
      const [accessKey = "", secretKey = ""] = names;
      const profile = { name: "p", [accessKey]: `key-${number}`, [secretKey]: "secret" };
      return { values: [], files: { [place]: JSON.stringify({ current: "p", profiles: [profile] }) } };
    }
    const values: [string, string][] = [
      [named(/(ACCESS_KEY|_AK|:accessKey)$/), `key-${number}`],
      [named(/(SECRET_KEY|_SK|:secretKey)$/), "secret"],
    ];
    return { values, files: {} };
  }

  it("signs in with the first source of the table that is complete", async () => {
    const metadata = [{ body: "t" }, { body: { credential: { access: "key-6", secret: "s", securitytoken: "t" } } }];
    for (let first = 0; first <= numbers.length; first++) {
      const sources = numbers.slice(first).map(sourceOf);
      const world = worldOf(sources.flatMap(({ values }) => values));
      const home = homeWith(Object.assign({}, ...sources.map(({ files }) => files)));
      const io = { send: scriptedSend(...metadata).send, clock: manualClock().clock };
      const found = await findCredentials(settingsOf({ ...world, home }), io);
      expect(found).toMatchObject({ kind: "keys", accessKey: `key-${first + 1}` });
    }
  });

  it("prefers a token to an access key and that to a password, within a source", async () => {
    for (const number of ["1", "3"]) {
      const groups = (row(number)[2]?.split(". ", 1)[0] ?? "").split(";").map(codes);
      const kinds = ["token", "keys", "password"];
      for (let first = 0; first < kinds.length; first++) {
        const values = groups.slice(first).flatMap((names) => names.map((name) => [name, "x"] as const));
        const io = { send: scriptedSend().send, clock: manualClock().clock };
        expect((await findCredentials(settingsOf(worldOf(values)), io)).kind).toBe(kinds[first]);
      }
    }
  });
});

describe("the names in the text", () => {
  const source = readSources()
    .filter(({ path }) => path.startsWith("api/"))
    .map(({ text }) => text)
    .join("\n");
  const VARIABLE = /\b(?:HW|OS|HUAWEICLOUD|CLOUDDC)_[A-Z][A-Z_]*[A-Z]\b/g;
  const namesIn = (text: string, pattern: RegExp) => new Set(text.match(pattern));

  it("are the variables that the code reads, and no others", () => {
    const read = namesIn(source.replaceAll("HUAWEICLOUD_SDK_REGION_CLOUDDC_$", ""), VARIABLE);
    expect(namesIn(section.replaceAll("HUAWEICLOUD_SDK_REGION_CLOUDDC_<", ""), VARIABLE)).toEqual(read);
  });

  it("are the stack's values that the code reads, and no others", () => {
    const quoted = [...source.matchAll(/(?:fromConfig|configValue)\(settings, "(\w+)"\)|"huaweicloud:(\w+)"/g)];
    const listed = [...source.matchAll(/UNSUPPORTED_CONFIG = \[(.*)\]/g)].flatMap(
      ([, list = ""]) => list.match(/\w+/g) ?? [],
    );
    const read = new Set([...quoted.map(([, key, full]) => key ?? full), ...listed].map((key) => `huaweicloud:${key}`));
    expect(namesIn(section, /huaweicloud:\w+/g)).toEqual(read);
  });
});
