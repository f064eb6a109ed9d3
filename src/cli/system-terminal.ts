/** The terminal, or the pipe, that the command was started with. */

import type { Terminal } from "./command";

const CLEAR_LINE = "\r\u001b[K";

export function systemTerminal(host: NodeJS.Process): {
  terminal: Terminal;
  /** Whether somebody closed the output before its end, as `| head` does. */
  wasClosed(): boolean;
} {
  const { stdout, stderr, env } = host;
  const stop = new AbortController();
  let closed = false;
  let isLive = false;
  const clear = () => {
    if (isLive) stdout.write(CLEAR_LINE);
    isLive = false;
  };
  const complain = (text: string) => {
    clear();
    stderr.write(`${text}\n`);
  };

  for (const signal of ["SIGINT", "SIGTERM"] as const) host.once(signal, () => stop.abort());
  stderr.on("error", () => {}); // there is nobody to be told
  stdout.on("error", () => {
    if (closed) return;
    closed = true;
    complain("pulumi-clouddc: the reader closed the output, so it ends here.");
    stop.abort();
  });

  return {
    wasClosed: () => closed,
    terminal: {
      signal: stop.signal,
      print(text) {
        clear();
        stdout.write(`${text}\n`);
      },
      complain,
      ...(stdout.isTTY &&
        env.TERM !== "dumb" && {
          live(line: string) {
            isLive = true;
            // A line that is folded could not be taken back.
            stdout.write(`${CLEAR_LINE}${line.slice(0, (stdout.columns || 80) - 1)}`);
          },
        }),
    },
  };
}
