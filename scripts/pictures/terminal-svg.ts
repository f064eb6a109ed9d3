/** What a terminal shows, as an SVG: the text stays text, in the terminal's colours on a light or a dark page. */
import { type IBufferCell, Terminal } from "@xterm/headless";

const COLUMNS = 118;
const CELL = { width: 7.2, height: 17 };
const MARGIN = 16;

export interface Theme {
  readonly background: string;
  readonly text: string;
  /** The sixteen colours of a terminal. */
  readonly palette: readonly string[];
}

/** GitHub's own colours for terminals. */
export const THEMES: Readonly<Record<"light" | "dark", Theme>> = {
  light: {
    background: "#f6f8fa",
    text: "#1f2328",
    palette:
      "#24292f #cf222e #116329 #7d4e00 #0969da #8250df #1b7c83 #57606a #57606a #a40e26 #1a7f37 #633c01 #218bff #a475f9 #3192aa #6e7781".split(
        " ",
      ),
  },
  dark: {
    background: "#0d1117",
    text: "#e6edf3",
    palette:
      "#484f58 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4 #6e7681 #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #ffffff".split(
        " ",
      ),
  },
};

interface Run {
  column: number;
  text: string;
  colour: string;
  bold: boolean;
}

export async function terminalSvg(
  title: string,
  output: string,
  { background, text, palette }: Theme,
): Promise<string> {
  const terminal = new Terminal({ cols: COLUMNS, rows: 200, allowProposedApi: true, convertEol: true });
  await new Promise<void>((resolve) => terminal.write(output.trimEnd(), resolve));
  const buffer = terminal.buffer.active;
  const height = buffer.baseY + buffer.cursorY + 1;
  const colourOf = (cell: IBufferCell) => {
    const colour = cell.getFgColor();
    if (cell.isFgRGB()) return `#${colour.toString(16).padStart(6, "0")}`;
    return cell.isFgPalette() ? (palette[colour] ?? text) : text;
  };
  const rows = Array.from({ length: height }, (_, at) => {
    const line = buffer.getLine(at);
    const runs: Run[] = [];
    for (let column = 0; column < COLUMNS; column++) {
      const cell = line?.getCell(column);
      if (!cell) break;
      const run = { column, text: cell.getChars() || " ", colour: colourOf(cell), bold: cell.isBold() !== 0 };
      const last = runs.at(-1);
      if (last && last.colour === run.colour && last.bold === run.bold) last.text += run.text;
      else runs.push(run);
    }
    const shown = runs.map(spanOf(text)).join("").trimEnd();
    const y = MARGIN + at * CELL.height + 12;
    return shown && `<text y="${y}"${line?.isWrapped ? ' class="w"' : ""}>${shown}</text>`;
  });
  terminal.dispose();
  const width = Math.ceil(COLUMNS * CELL.width + 2 * MARGIN);
  const total = Math.ceil(height * CELL.height + 2 * MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" fill="${text}" role="img" aria-labelledby="title">`,
    `<title id="title">${toXml(title)}</title>`,
    "<style>text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre}.b{font-weight:bold}</style>",
    `<rect width="100%" height="100%" rx="6" fill="${background}"/>`,
    ...rows.filter(Boolean),
    "</svg>",
    "",
  ].join("\n");
}

/** Each run stands at its own column, so that a font of another width moves nothing. */
const spanOf =
  (usual: string) =>
  ({ column, text, colour, bold }: Run): string => {
    const shown = text.trimEnd();
    if (shown === "") return "";
    const indent = shown.length - shown.trimStart().length;
    const x = (MARGIN + (column + indent) * CELL.width).toFixed(1).replace(/\.0$/, "");
    const marks = `${colour === usual ? "" : ` fill="${colour}"`}${bold ? ' class="b"' : ""}`;
    return `<tspan x="${x}"${marks}>${toXml(shown.trimStart())}</tspan>`;
  };

const toXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const fromXml = (text: string) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** The text of such a picture: its lines, as they were before the terminal folded them. Blanks are not told apart. */
export function textOf(svg: string): string {
  const rows = [...svg.matchAll(/<text y="\d+"( class="w")?>(.*)<\/text>/g)];
  return rows
    .map(([, wrapped, spans = ""]) => {
      const words = [...spans.matchAll(/<tspan[^>]*>([^<]*)<\/tspan>/g)].map(([, text = ""]) => fromXml(text));
      return `${wrapped ? "" : "\n"}${words.join(" ")}`;
    })
    .join("")
    .trim();
}
