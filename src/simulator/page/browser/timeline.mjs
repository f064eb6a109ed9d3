/** Time lines: what an instance went through to the left of now, what comes to the right of it, all on one axis. */

import { duration, element, keyedChildren, setText, visible } from "./dom.mjs";

/** @typedef {import("../snapshot.js").ShownInstance} ShownInstance */
/** @typedef {import("../snapshot.js").Stretch} Stretch */
/** @typedef {{ span: number, now: number }} View */
/** @typedef {Stretch & { until: number, kind: "past" | "present" | "future" }} Piece */

/** Where now is, between the left end and the right one. */
const NOW_AT = 0.78;
/** Below that much of the width there is no room for a word. */
const WORD = 0.055;

/** @param {View} view @param {number} time */
const positionOf = ({ span, now }, time) => NOW_AT + (time - now) / span;

/** How a state looks. @param {string} state */
export function lookOf(state) {
  switch (state) {
    case "running":
      return "running";
    case "pending":
    case "reinstalling":
      return "busy";
    case "stopped":
    case "stopping":
      return "stopped";
    case "error":
    case "failed":
      return "failed";
    case "shutting-down":
      return "leaving";
    case "terminated":
    case "missing":
      return "gone";
    default:
      return "odd";
  }
}

/** @param {ShownInstance} instance @returns {Piece[]} */
function piecesOf({ past, future, waiting }) {
  /** @type {Piece[]} */
  const been = past.map((stretch, index) => {
    const next = past[index + 1];
    const until = next?.since ?? (waiting ? Number.POSITIVE_INFINITY : (future[0]?.since ?? Number.POSITIVE_INFINITY));
    return { ...stretch, until, kind: next === undefined ? "present" : "past" };
  });
  // Before the first look-up nobody knows when the steps to come will come.
  if (waiting) return been;
  /** @type {Piece[]} */
  const coming = future.map((stretch, index) => ({
    ...stretch,
    until: future[index + 1]?.since ?? Number.POSITIVE_INFINITY,
    kind: "future",
  }));
  return [...been, ...coming];
}

/** @param {Piece} piece @param {number} now */
function describe({ label, since, until, kind, error }, now) {
  const what = error === undefined ? label : `${label}: ${error}`;
  if (kind === "future") return `${what}, in ${duration(since - now)}`;
  return kind === "present"
    ? `${what}, for ${duration(now - since)} so far`
    : `${what}, for ${duration(until - since)}`;
}

/** @param {string} id */
export function createTimeline(id) {
  const root = element("ol", { class: "track", "aria-label": `Timeline of ${id}` });
  const pieces = keyedChildren(
    root,
    (/** @type {Piece} */ { since, label }) => `${since} ${label}`,
    () => {
      const word = element("span", { class: "word" });
      return { root: element("li", {}, word), word };
    },
  );
  return {
    root,
    /** @param {ShownInstance} instance @param {View} view */
    draw(instance, view) {
      const seen = piecesOf(instance).filter(
        ({ since, until }) => positionOf(view, until) > 0 && positionOf(view, since) < 1,
      );
      pieces(seen, (part, piece) => {
        const left = Math.max(0, positionOf(view, piece.since));
        const right = Math.min(1, positionOf(view, piece.until));
        part.root.className = `piece ${lookOf(piece.state)} ${piece.kind}`;
        // Where in the piece now is: what comes after it is paler.
        part.root.style.setProperty("--now", `${((NOW_AT - left) / (right - left)) * 100}%`);
        part.root.classList.toggle("begun-before", positionOf(view, piece.since) < 0);
        part.root.style.left = `${left * 100}%`;
        part.root.style.width = `${(right - left) * 100}%`;
        part.root.title = visible(describe(piece, view.now));
        part.root.classList.toggle("narrow", right - left < WORD);
        setText(part.word, piece.label);
      });
    },
  };
}

/** @param {number} ms */
const inOneUnit = (ms) => (ms < 120_000 ? `${ms / 1000} s` : `${ms / 60_000} min`);

/** Marks along the axis, at round distances from now. @param {HTMLElement} root */
export function createAxis(root) {
  return {
    /** @param {number} span */
    draw(span) {
      const step = span === 600_000 ? 120_000 : span / 6;
      const marks = [-4, -3, -2, -1, 0, 1].map((count) => {
        const text = count === 0 ? "now" : `${count < 0 ? "−" : "+"}${inOneUnit(Math.abs(count * step))}`;
        const mark = element("span", { class: count === 0 ? "mark now" : "mark" }, text);
        const at = NOW_AT + (count * step) / span;
        mark.style.left = `${at * 100}%`;
        return { mark, at };
      });
      root.replaceChildren(...marks.filter(({ at }) => at > 0.03 && at < 0.99).map(({ mark }) => mark));
    },
  };
}
