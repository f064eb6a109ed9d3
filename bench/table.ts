/** The measurements as one Markdown table, the same in a terminal and in a page. Pure. */
import { mean, percentile, type Result } from "./result";
import { type Measurement, OURS, type Target } from "./scenario";

const HEAD = ["scenario", "waiter", "ended right", "lag: mean", "p99", "longest", "requests", "429s", "target"];

/** A line for each scenario and waiter, with the numbers of all seeds in a cell. */
export function printTable(bySeed: readonly (readonly Measurement[])[], targets: readonly Target[]): string {
  const find = (scenario: string, waiter: string) =>
    bySeed.map((one) => one.find((found) => found.scenario === scenario && found.waiter === waiter)?.result as Result);
  const rows = (bySeed[0] ?? []).map(({ scenario, waiter }, at, all) => [
    all[at - 1]?.scenario === scenario ? "" : scenario,
    waiter,
    ...columns(find(scenario, waiter)),
    waiter === OURS ? aims(scenario) : "",
  ]);

  function aims(scenario: string): string {
    const our = find(scenario, OURS);
    return targets
      .filter((target) => target.scenario === scenario)
      .map(({ text, met, reached }) => {
        const others = our.map((_, seed) => (waiter: string) => find(scenario, waiter)[seed] as Result);
        const mets = our.map((result, seed) => met(result, others[seed] as (waiter: string) => Result));
        const what =
          reached && each(our.map((result, seed) => reached(result, others[seed] as (waiter: string) => Result)));
        return `${text}${what ? ` (${what})` : ""} ${verdict(mets)}`;
      })
      .join("; ");
  }

  return printMarkdown([HEAD, ...rows]);
}

function columns(results: readonly Result[]): string[] {
  const column = (text: (result: Result) => string) => each(results.map(text));
  return [
    column(({ right, of }) => `${right}/${of}`),
    column(({ lags }) => seconds(mean(lags))),
    column(({ lags }) => seconds(percentile(lags, 0.99))),
    column(({ lags }) => seconds(percentile(lags, 1))),
    column(({ requests }) => requests.toLocaleString("en")),
    column(({ throttled }) => String(throttled)),
  ];
}

/** A tick, or how many seeds missed. */
export function verdict(met: readonly boolean[]): string {
  const missed = met.filter((one) => !one).length;
  return missed === 0 ? "✓" : `**missed by ${missed} of ${met.length}**`;
}

/** One text a seed; said once where they are the same. */
const each = (texts: readonly string[]): string => (new Set(texts).size === 1 ? (texts[0] ?? "") : texts.join(" · "));

const seconds = (ms: number): string => (Number.isFinite(ms) ? (ms / 1000).toFixed(ms < 100_000 ? 1 : 0) : "–");

/** Cells padded, so that the page can be read as it is. */
export function printMarkdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
