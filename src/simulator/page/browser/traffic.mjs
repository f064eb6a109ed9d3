/** The traffic: who waits for what, how many requests come in, and each of the latest. */

import { byId, duration, element, keyedChildren, setText } from "./dom.mjs";

/** @typedef {import("../snapshot.js").Snapshot} Snapshot */
/** @typedef {import("../snapshot.js").ShownRequest} ShownRequest */
/** @typedef {import("../traffic.js").Watcher} Watcher */
/** @typedef {import("../traffic.js").Pace} Pace */

/** @param {number} status */
function lookOfStatus(status) {
  if (status === 0) return "failed";
  if (status === 429) return "throttled";
  return status < 400 ? "answered" : "failed";
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** @param {readonly string[]} ids */
const few = (ids) => (ids.length <= 3 ? ids.join(", ") : `${ids.slice(0, 2).join(", ")} and ${ids.length - 2} more`);

function createRequests() {
  const rows = keyedChildren(
    byId("requests", HTMLTableSectionElement),
    (/** @type {ShownRequest & { key: string }} */ { key }) => key,
    ({ at, kind, method, path, ids, status }) => {
      const what = kind === "other" ? `${method} ${path}` : kind;
      const badge = element(
        "span",
        { class: `status ${lookOfStatus(status)}` },
        status === 0 ? "reset" : String(status),
      );
      return {
        root: element(
          "tr",
          {},
          element("td", { class: "time" }, clock.format(at)),
          element("td", {}, what),
          element("td", { class: "ids" }, few(ids)),
          element("td", {}, badge),
        ),
      };
    },
  );
  /** @param {readonly ShownRequest[]} requests */
  return (requests) => {
    rows(
      requests.map((request, index) => ({
        ...request,
        key: `${request.at} ${request.path} ${requests.length - index}`,
      })),
      () => {},
    );
  };
}

function createPace() {
  const root = byId("pace", HTMLElement);
  const bars = Array.from({ length: 60 }, () => {
    const parts = ["answered", "throttled", "failed"].map((look) => element("i", { class: look }));
    root.append(element("span", {}, ...parts));
    return parts;
  });
  /** @param {Pace} pace @param {string | undefined} limit */
  return ({ answered, throttled, failed }, limit) => {
    const all = [answered, throttled, failed];
    const highest = Math.max(
      4,
      ...answered.map((_, index) => all.reduce((sum, counts) => sum + (counts[index] ?? 0), 0)),
    );
    for (const [index, parts] of bars.entries())
      for (const [kind, part] of parts.entries()) part.style.height = `${((all[kind]?.[index] ?? 0) / highest) * 100}%`;
    const sum = (/** @type {number[]} */ counts) => counts.reduce((total, count) => total + count, 0);
    const texts = [
      `${all.map(sum).reduce((one, other) => one + other)}/min`,
      ...(sum(throttled) === 0 ? [] : [`${sum(throttled)} × 429`]),
      ...(limit === undefined ? [] : [`limit ${limit}`]),
    ];
    setText(byId("pace-text", HTMLElement), texts.join(" · "));
  };
}

/** @param {Watcher} watcher */
function createWatcher({ agent }) {
  const text = element("p", { class: "muted" });
  const ids = element("ul", { class: "chips" });
  const chips = keyedChildren(
    ids,
    (/** @type {{ id: string, state: string, look: string }} */ { id }) => id,
    ({ id }) => ({
      root: element("li", {}, element("span", { class: "mono" }, id), " ", element("span", { class: "state" })),
    }),
  );
  return { root: element("li", {}, element("p", { class: "agent" }, agent), ids, text), text, chips };
}

/** @param {(state: string) => string} lookOf */
export function createTraffic(lookOf) {
  const requests = createRequests();
  const pace = createPace();
  const list = byId("watchers", HTMLUListElement);
  const watchers = keyedChildren(list, (/** @type {Watcher} */ { agent }) => agent, createWatcher);
  const nobody = element("li", { class: "muted" }, "Nobody has asked for an instance in the last minute.");
  /** @type {Watcher[]} */
  let shown = [];
  /** @type {ReturnType<typeof createWatcher>[]} */
  let parts = [];

  return {
    /** @param {Snapshot} snapshot */
    update(snapshot) {
      requests(snapshot.requests);
      pace(snapshot.pace, snapshot.limit);
      const states = new Map(snapshot.instances.map(({ id, past }) => [id, past.at(-1)?.state ?? "missing"]));
      shown = snapshot.watchers;
      nobody.remove();
      parts = watchers(shown, (part, { ids }) => {
        const all = ids.map((id) => ({ id, state: states.get(id) ?? "missing" }));
        // What it still waits for comes first.
        const ordered = [
          ...all.filter(({ state }) => state !== "running"),
          ...all.filter(({ state }) => state === "running"),
        ];
        part.chips(
          ordered.slice(0, 12).map((one) => ({ ...one, look: lookOf(one.state) })),
          (chip, { state, look }) => {
            const label = chip.root.querySelector(".state");
            if (label) setText(label, state);
            chip.root.className = `chip ${look}`;
          },
        );
      });
      if (shown.length === 0) list.append(nobody);
    },
    /** @param {number} now */
    draw(now) {
      for (const [index, { everyMs, lastAt, ids }] of shown.entries()) {
        const part = parts[index];
        const often = everyMs === undefined ? "looked once" : `looks every ${duration(everyMs)}`;
        const more = ids.length > 12 ? ` · ${ids.length - 12} more` : "";
        if (part) setText(part.text, `${often} · last ${duration(now - lastAt)} ago${more}`);
      }
    },
  };
}
