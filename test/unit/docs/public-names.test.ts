/** What an editor shows of each public name: what it is, an example that compiles, units, defaults, and what goes wrong. */
import { describe, expect, it } from "@jest/globals";
import { printLlms } from "../../../scripts/llms";
import { publicNames } from "../../../scripts/public-names";
import { compile } from "../../support/compile";
import { readDocument } from "../../support/documents";

const entries = publicNames();
const all = Object.entries(entries).flatMap(([entry, names]) => names.map((one) => ({ entry, ...one })));
const mainNames = all.filter(({ entry }) => entry !== "pulumi-clouddc/simulator");

const HEADER = `import * as pulumi from "@pulumi/pulumi";
import * as clouddc from "pulumi-clouddc";
import * as simulator from "pulumi-clouddc/simulator";
declare const machine: pulumi.CustomResource;
declare const cloud: simulator.Simulator;
`;

describe("a public name", () => {
  it("has a docstring and an example", () => {
    const without = all.filter(({ doc, examples }) => doc.length < 15 || examples.length === 0);
    expect(without.map(({ entry, name }) => `${entry}: ${name}`)).toEqual([]);
  });

  it("has an example that compiles", () => {
    const examples = all.flatMap(({ entry, name, examples }) =>
      examples.map((text) => ({ name: `${entry.replace("/", "-")}-${name}`, text: `${HEADER}${text}` })),
    );
    expect(examples.length).toBeGreaterThan(40);
    expect(compile(examples)).toEqual([]);
  });

  it("says what goes wrong, where it is a function that does something", () => {
    const functions = all.filter(({ kind, signature }) => kind === "function" && !/ is CloudDcError$/.test(signature));
    expect(functions.filter(({ tags }) => !tags.includes("throws")).map(({ name }) => name)).toEqual([]);
  });

  it("says of each of its members what it is", () => {
    const members = mainNames.flatMap(({ name, members }) => members.map((member) => ({ of: name, ...member })));
    expect(members.filter(({ doc }) => doc === "").map(({ of, name }) => `${of}.${name}`)).toEqual([]);
  });

  it("says of each option what holds without it", () => {
    const options = all.filter(({ name, kind }) => kind === "interface" && /(Options|Args)$/.test(name));
    const silent = options.flatMap(({ name: of, members }) =>
      members
        .filter(({ optional, type, default: usual }) => optional && type !== "undefined" && usual === undefined)
        .map(({ name }) => `${of}.${name}`),
    );
    expect(silent).toEqual([]);
  });

  it("says in which unit a time is", () => {
    const times = all.flatMap(({ members }) => members).filter(({ name }) => name.endsWith("Ms"));
    expect(times.filter(({ doc }) => doc !== "" && !/milliseconds/i.test(doc)).map(({ name }) => name)).toEqual([]);
    expect(all.find(({ name }) => name === "Duration")?.doc).toMatch(/seconds/);
  });
});

it("llms.txt is what `npm run docs:llms` makes of them", () => {
  expect(readDocument("llms.txt")).toBe(printLlms());
});
