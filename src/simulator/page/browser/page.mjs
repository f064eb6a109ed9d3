/** The page: listens to the simulator, and hands what it tells to the parts that show it. */

import { createControl } from "./controls.mjs";
import { byId, duration, element, setText, visible } from "./dom.mjs";
import { createInstances } from "./instances.mjs";
import { lookOf } from "./timeline.mjs";
import { createTraffic } from "./traffic.mjs";

/** @typedef {import("../snapshot.js").Snapshot} Snapshot */

const DRAW_EVERY_MS = 200;
const RECONNECT_AFTER_MS = 1_000;

const problem = byId("problem", HTMLElement);
const control = createControl((text) => {
  setText(problem, text);
  problem.hidden = text === "";
});
const announcement = byId("announcement", HTMLElement);
const instances = createInstances(control, (text) => setText(announcement, text));
const traffic = createTraffic(lookOf);
const faults = byId("faults", HTMLUListElement);

/** @type {Snapshot | undefined} */
let snapshot;
/** How far the simulator's clock is ahead of the browser's. */
let ahead = 0;

/** @param {Snapshot} next */
function show(next) {
  snapshot = next;
  ahead = next.now - Date.now();
  setText(byId("place", HTMLElement), `${next.region} · project ${next.projectId} · ${location.origin}`);
  const notices = byId("notices", HTMLUListElement);
  notices.hidden = next.notices.length === 0;
  notices.replaceChildren(...next.notices.map((text) => element("li", {}, text)));
  byId("clear", HTMLButtonElement).setAttribute("aria-disabled", String(next.faults.length === 0));
  instances.update(next);
  traffic.update(next);
  draw();
}

/** @param {import("../snapshot.js").ShownFault} fault @param {number} now */
function howLong({ endsAt, left, armed }, now) {
  if (endsAt !== undefined) return `${duration(endsAt - now)} more`;
  if (armed) return "from the next request on";
  return left === undefined ? "until told otherwise" : `${left} times more`;
}

function draw() {
  if (snapshot === undefined) return;
  const now = Date.now() + ahead;
  instances.draw(now);
  traffic.draw(now);
  const texts = snapshot.faults.map((fault) => visible(`${fault.text}, ${howLong(fault, now)}`));
  const known = [...faults.children].map(({ textContent }) => textContent);
  if (texts.join() !== known.join()) faults.replaceChildren(...texts.map((text) => element("li", {}, text)));
}

function listen() {
  const connection = byId("connection", HTMLElement);
  /** @param {string} text @param {string} look */
  const tell = (text, look) => {
    setText(connection, text);
    connection.className = `pill ${look}`;
  };
  const connect = () => {
    const events = new EventSource("/_simulator/events");
    events.addEventListener("message", ({ data }) => {
      tell("live", "live");
      show(JSON.parse(data));
    });
    events.addEventListener("error", () => {
      tell("no connection", "lost");
      // The browser tries again by itself, unless something else has answered on the port in the meantime.
      if (events.readyState === EventSource.CLOSED) setTimeout(connect, RECONNECT_AFTER_MS);
    });
  };
  connect();
}

/** @param {string} id @param {() => void} perform */
function onClick(id, perform) {
  const button = byId(id, HTMLButtonElement);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") perform();
  });
}

const chosenMs = () => Number(byId("duration", HTMLSelectElement).value);
onClick("throttle", () => void control("POST", "faults", { status: 429, forMs: chosenMs() }));
onClick("break", () => void control("POST", "faults", { status: 500, forMs: chosenMs() }));
onClick("down", () => void control("POST", "faults", { reset: true, times: "always" }));
onClick("clear", () => void control("DELETE", "faults"));

const dark = matchMedia("(prefers-color-scheme: dark)");
/** @param {"light" | "dark"} theme */
function setTheme(theme) {
  const other = theme === "dark" ? "light" : "dark";
  const button = byId("theme", HTMLButtonElement);
  document.documentElement.dataset.theme = theme;
  setText(button, other === "dark" ? "☾" : "☀");
  button.setAttribute("aria-label", `Use ${other} colours`);
}
setTheme(dark.matches ? "dark" : "light");
dark.addEventListener("change", ({ matches }) => setTheme(matches ? "dark" : "light"));
onClick("theme", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));

listen();
setInterval(draw, DRAW_EVERY_MS);
