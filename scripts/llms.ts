/** `npm run docs:llms`: writes llms.txt, the public interface on one page, from the docstrings that editors show. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PublicMember, type PublicName, publicNames } from "./public-names";

const HEAD = `# pulumi-clouddc

> Makes a Pulumi TypeScript stack wait for Huawei Cloud CloudDC bare-metal instances: a gate (waitUntilRunning) that dependents
> start behind, a recorded status (InstanceStatus), look-ups (getInstanceStatus), a plain wait (waitForInstances), a simulator.

Start with README.md. Pages: docs/recipes.md, docs/credentials.md, docs/life-cycle.md, docs/testing.md,
docs/troubleshooting.md, docs/how-it-works.md, docs/comparison.md. Shell: npx pulumi-clouddc status | wait | doctor | simulator, each with --help.
`;

/** The first sentence says what it is; the rest is for who uses it. */
const firstSentence = (doc: string) => /^.*?\.(?= [A-Z`]|$)/.exec(doc)?.[0] ?? doc;

const printMember = ({ name, optional, type, doc, default: usual }: PublicMember) =>
  `  - ${name}${optional ? "?" : ""}${type && `: ${type}`} — ${firstSentence(doc)}${usual ? ` Default ${usual}.` : ""}`;

/** Members are what a program gives: of the simulator, which has many, those of its options and of its controls. */
const showsMembers = ({ name, kind }: PublicName, entry: string) =>
  kind === "class" ||
  (kind === "interface" && (entry !== "pulumi-clouddc/simulator" || /Options|Controls|Fault$/.test(name)));

/** What another public name declares stands there. */
function printName(one: PublicName, entry: string, isPublic: (name: string) => boolean): string {
  const { name, kind, signature, doc, members } = one;
  const shown = showsMembers(one, entry) ? members.filter((member) => member.doc !== "") : [];
  const own = shown.filter(({ declaredIn }) => declaredIn === name || !isPublic(declaredIn));
  const others = [...new Set(shown.map(({ declaredIn }) => declaredIn))].filter((of) => of !== name && isPublic(of));
  return [
    `- ${kind} ${name}${kind === "type" ? ` = ${signature}` : signature.replace(/^new /, "")}: ${firstSentence(doc)}`,
    ...own.map(printMember),
    ...others.map((of) => `  - and those of ${of}`),
  ].join("\n");
}

export function printLlms(): string {
  const known = new Set<string>();
  const entries = publicNames();
  const everything = new Set(Object.values(entries).flatMap((names) => names.map(({ name }) => name)));
  const sections = Object.entries(entries).map(([entry, names]) => {
    const others = names.filter(({ name }) => !known.has(name));
    for (const { name } of names) known.add(name);
    const again = names.length - others.length;
    const rest = again > 0 ? `- and ${again} of the names above\n` : "";
    return `## ${entry}\n\n${others.map((one) => printName(one, entry, (name) => everything.has(name))).join("\n")}\n${rest}`;
  });
  return [HEAD, ...sections].join("\n");
}

if (require.main === module) writeFileSync(join(__dirname, "../llms.txt"), printLlms());
