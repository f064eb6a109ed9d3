/** `npm run docs:llms`: writes llms.txt, the public interface on one page, from the docstrings that editors show. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PublicMember, type PublicName, publicNames } from "./public-names";

const HEAD = `# pulumi-clouddc

> Makes a Pulumi TypeScript stack wait for Huawei Cloud CloudDC bare-metal instances: a gate (waitUntilRunning) that dependents
> start behind, a recorded status (InstanceStatus), look-ups (getInstanceStatus), a plain wait (waitForInstances), a simulator.

Start with README.md. Pages: docs/recipes.md, docs/credentials.md, docs/life-cycle.md, docs/testing.md,
docs/troubleshooting.md, docs/how-it-works.md, docs/comparison.md. Shell: npx pulumi-clouddc status | wait | doctor | simulator, each with --help.

Below, \`{ … }\` are the members of a name, \`= …\` is a default, and \`...Name\` stands for the members of that name. README.md says what
the options of a gate mean, docs/testing.md what the simulator's controls do, and the docstrings in dist/**/*.d.ts what each member is.
`;

/** The first sentence says what it is; the rest is for who uses it. */
const firstSentence = (doc: string) => /^.*?\.(?= [A-Z`]|$)/.exec(doc)?.[0] ?? doc;

/** `{ timeout?: Duration = "30m"; put(id: string): void }`; what another public name declares stands there. */
function shapeOf({ name, members }: PublicName, isPublic: (name: string) => boolean): string {
  const own = members.filter(({ declaredIn }) => declaredIn === name || !isPublic(declaredIn));
  const others = new Set(members.map(({ declaredIn }) => declaredIn).filter((of) => of !== name && isPublic(of)));
  return `{ ${[...own.map(printMember), ...[...others].map((of) => `...${of}`)].join("; ")} }`;
}

function printMember({ name, isMethod, optional, type, default: usual }: PublicMember): string {
  const typed = isMethod || type === "" ? type : `: ${brief(type)}`;
  return `${name}${optional ? "?" : ""}${typed}${usual === undefined ? "" : ` = ${usual}`}`;
}

/** Without what only a compiler needs. */
const brief = (type: string) =>
  type
    .replace(/\breadonly /g, "")
    .replace(/ \| undefined \| null$/, "")
    .replace(/^Optional<(.*)>$/, "$1");

/** One line: how it is written, and what it is. */
function printName(one: PublicName, isPublic: (name: string) => boolean): string {
  const { name, kind, signature, doc, members } = one;
  const made = kind === "type" ? ` = ${signature}` : signature.replace(/^new /, "");
  const shape = members.length === 0 ? "" : ` ${shapeOf(one, isPublic)}`;
  return `- ${kind} ${name}${made}${shape}: ${firstSentence(doc)}`;
}

export function printLlms(): string {
  const known = new Set<string>();
  const entries = publicNames();
  const everything = new Set(Object.values(entries).flatMap((names) => names.map(({ name }) => name)));
  const sections = Object.entries(entries).map(([entry, names]) => {
    const lines = names
      .filter(({ name }) => !known.has(name))
      .map((one) => printName(one, (name) => everything.has(name)));
    const again = names.filter(({ name }) => known.has(name)).map(({ name }) => name);
    for (const { name } of names) known.add(name);
    const rest = again.length === 0 ? [] : [`- as above: ${again.join(", ")}`];
    return [`## ${entry}\n`, ...lines, ...rest, ""].join("\n");
  });
  return [HEAD, ...sections].join("\n");
}

if (require.main === module) writeFileSync(join(__dirname, "../llms.txt"), printLlms());
