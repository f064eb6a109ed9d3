/** The instances: their states, their timelines, and the buttons that change them. */

import { byId, duration, element, keyedChildren, setText } from "./dom.mjs";
import { createAxis, createTimeline, lookOf } from "./timeline.mjs";

/** @typedef {import("../snapshot.js").Snapshot} Snapshot */
/** @typedef {import("../snapshot.js").ShownInstance} ShownInstance */
/** @typedef {import("./controls.mjs").Control} Control */

/** @param {ShownInstance} instance */
const presentOf = ({ past }) => past.at(-1) ?? { label: "missing", state: "missing", since: 0 };

/**
 * @typedef {object} Action
 * @property {string} name
 * @property {(id: string) => string} label what a screen reader says
 * @property {(instance: ShownInstance) => boolean} allowed
 * @property {(instance: ShownInstance, path: string, control: Control) => Promise<void>} perform
 */

/** @type {readonly Action[]} */
const ACTIONS = [
  {
    name: "Fail",
    label: (id) => `Make ${id} fail`,
    allowed: (instance) => !["error", "missing", "terminated"].includes(presentOf(instance).state),
    perform: (instance, path, control) => {
      const busyWith = /([\w-]+)-processing$/.exec(presentOf(instance).label)?.[1];
      return control("PUT", path, { timeline: busyWith === undefined ? "error" : `error/${busyWith}-failed` });
    },
  },
  {
    name: "Recover",
    label: (id) => `Let ${id} recover`,
    allowed: (instance) => presentOf(instance).state !== "running",
    perform: ({ allowed }, path, control) => {
      if (allowed.includes("retry")) return control("POST", `${path}/retry`);
      return allowed.includes("powerOn")
        ? control("POST", `${path}/powerOn`)
        : control("PUT", path, { timeline: "running" });
    },
  },
  {
    name: "Stop",
    label: (id) => `Stop ${id}`,
    allowed: ({ allowed }) => allowed.includes("powerOff"),
    perform: (_instance, path, control) => control("POST", `${path}/powerOff`),
  },
  {
    name: "Reinstall",
    label: (id) => `Reinstall ${id}`,
    allowed: ({ allowed }) => allowed.includes("reinstall"),
    perform: (_instance, path, control) => control("POST", `${path}/reinstall`),
  },
  {
    name: "Vanish",
    label: (id) => `Let ${id} vanish`,
    allowed: (instance) => presentOf(instance).state !== "missing",
    perform: (_instance, path, control) => control("DELETE", path),
  },
];

/** @param {ShownInstance} first @param {Control} control */
function createRow(first, control) {
  const { id } = first;
  const path = `instances/${encodeURIComponent(id)}`;
  let instance = first;
  const buttons = ACTIONS.map((action) => {
    const button = element("button", { type: "button", "aria-label": action.label(id) }, action.name);
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") void action.perform(instance, path, control);
    });
    return { action, button };
  });
  const badge = element("span", { class: "badge" });
  const since = element("span", { class: "muted since" });
  const detail = element("p", { class: "detail" });
  const timeline = createTimeline(id);
  const root = element(
    "li",
    { class: "row" },
    element(
      "div",
      { class: "line" },
      element("h3", { class: "id" }, id),
      badge,
      since,
      element("div", { class: "actions", role: "group", "aria-label": id }, ...buttons.map(({ button }) => button)),
    ),
    detail,
    timeline.root,
  );
  return {
    root,
    /** @param {ShownInstance} next */
    change(next) {
      instance = next;
      const { label, state, error } = presentOf(next);
      setText(badge, label);
      badge.className = `badge ${lookOf(state)}`;
      setText(detail, error ?? "");
      detail.hidden = error === undefined;
      // A button that is disabled would lose the focus: it stays, and does nothing.
      for (const { action, button } of buttons) button.setAttribute("aria-disabled", String(!action.allowed(next)));
    },
    /** @param {{ span: number, now: number }} view */
    draw(view) {
      const text = instance.waiting
        ? "waits for its first look-up"
        : `for ${duration(view.now - presentOf(instance).since)}`;
      setText(since, text);
      timeline.draw(instance, view);
    },
  };
}

/** @param {Control} control @param {(text: string) => void} announce */
export function createInstances(control, announce) {
  const rows = keyedChildren(
    byId("instances", HTMLUListElement),
    (/** @type {ShownInstance} */ { id }) => id,
    (instance) => createRow(instance, control),
  );
  const axis = createAxis(byId("axis", HTMLElement));
  const form = byId("put", HTMLFormElement);
  /** @type {ReturnType<typeof createRow>[]} */
  let shown = [];
  /** What was told last; undefined before the first time, of which nothing is announced. @type {Map<string, string> | undefined} */
  let states;
  let span = 120_000;
  axis.draw(span);

  for (const input of document.querySelectorAll("input[name=span]"))
    input.addEventListener("change", () => {
      span = Number(/** @type {HTMLInputElement} */ (input).value);
      axis.draw(span);
    });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = new FormData(form);
    const path = `instances/${encodeURIComponent(String(values.get("id")))}`;
    void control("PUT", path, { timeline: values.get("timeline"), start: "first-look-up" });
  });

  return {
    /** @param {Snapshot} snapshot */
    update({ instances, hidden }) {
      shown = rows(instances, (row, instance) => row.change(instance));
      const running = instances.filter((instance) => presentOf(instance).state === "running").length;
      const more = hidden === 0 ? "" : `, ${hidden} more not shown`;
      setText(
        byId("summary", HTMLElement),
        instances.length === 0 ? "" : `${running} of ${instances.length} running${more}`,
      );
      byId("empty", HTMLElement).hidden = instances.length > 0;
      const next = new Map(instances.map((instance) => [instance.id, presentOf(instance).label]));
      const before = states ?? next;
      const news = [...next].filter(([id, label]) => before.get(id) !== label);
      if (news.length > 0) announce(news.map(([id, label]) => `${id} is ${label}`).join(", "));
      states = next;
    },
    /** @param {number} now */
    draw(now) {
      for (const row of shown) row.draw({ span, now });
    },
  };
}
