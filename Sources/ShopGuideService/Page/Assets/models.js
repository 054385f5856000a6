// Models: which one sees products, its map of the shop, a training as it goes, speed, and experiments.

import { ask, page, part } from "./api.js";
import { announce, bar, find, icon, make } from "./dom.js";
import { busy, complain, notify } from "./frame.js";
import { drawMap } from "./map.js";
import { latencies } from "./metrics.js";
import { count, decimal, moment, percent, say } from "./words.js";

const root = find("#models");
const none = (words, again) => make("div", { class: "empty" }, icon(again ? "alert" : "models"), make("p", {}, words),
  again ? make("button", { class: "button", type: "button", onclick: again }, say("again")) : null);

/* Models */

async function fillShelf() {
  const shelf = find("#shelf");
  try {
    const answer = await ask("GET", "/v1/models");
    shelf.replaceChildren(...answer.items.map(model));
    find("#back").hidden = !answer.previous;
    if (answer.previous) find("#rollback span").textContent = say("models.rollback", { name: answer.previous });
  } catch (problem) {
    shelf.replaceChildren(make("li", {}, none(say("models.lost"), fillShelf)));
    complain(problem);
  } finally { shelf.removeAttribute("aria-busy"); }
}

function model(entry) {
  const parts = entry.sees.map((name) => say(`models.${name}`)).join(", ");
  return make("li", { class: entry.active ? "model active" : "model", "data-id": entry.id },
    make("h3", { dir: "auto" }, entry.id),
    entry.active ? make("p", { class: "small now" }, icon("check"), say("models.active")) : null,
    make("p", { class: "small quiet", dir: "auto" }, [entry.learner, entry.digest?.slice(0, 12)].filter(Boolean).join(" · ")),
    entry.usable
      ? make("p", { class: "small" }, `${say("models.sees", { parts })} · ${say("models.taught", { count: count(entry.categories) })}`)
      : make("p", { class: "small quiet clip", title: entry.problem }, say("models.unusable", { why: entry.problem ?? "" })),
    entry.usable && !entry.active
      ? make("button", { class: "button", type: "button", onclick: (event) => activate(event.currentTarget, `/v1/models/${part(entry.id)}/activate`, entry.id) }, say("models.activate")) : null);
}

async function activate(button, path, name) {
  await busy(button, async () => {
    try {
      const answer = await ask("POST", path);
      const active = answer?.active ?? name;
      notify(say("models.activated", { name: active }));
      announce(say("models.activated", { name: active }));
      await Promise.all([fillShelf(), fillMap()]);
    } catch (problem) { complain(problem); }
  });
}

find("#rollback").addEventListener("click", (event) => activate(event.currentTarget, "/v1/models/rollback", ""));

/* The map */

async function fillMap() {
  const place = find("#map");
  try {
    const answer = await ask("GET", "/v1/map?limit=700");
    if (answer.items.length < 3) place.replaceChildren(none(say("models.mapEmpty")));
    else drawMap(place, answer.items);
  } catch (problem) {
    place.replaceChildren(none(say("models.mapLost"), fillMap));
    complain(problem);
  }
}

/* A training, read anew while it is under way */

async function follow() {
  if (find("#training").dataset.running !== "true" || document.hidden) return;
  try {
    const fresh = find("#training", await page(location.href));
    find("#training").replaceWith(document.adoptNode(fresh));
  } catch { /* the next look may succeed; the notice of being offline is shown by what the reader does */ }
}
setInterval(follow, 2000);

/* Speed and experiments */

async function fillSpeed() {
  const place = find("#speed");
  const rows = await latencies();
  if (!rows.length) { place.replaceChildren(make("p", { class: "quiet" }, say("models.noSpeed"))); return; }
  const slowest = Math.max(...rows.map((row) => row.most));
  place.replaceChildren(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "speed-heading" }, make("table", {},
    make("thead", {}, make("tr", {}, ...["route", "requests", "half", "most"].map((name, index) =>
      make("th", { scope: "col", class: index ? "number" : null }, say(`models.${name}`))))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, make("th", { scope: "row" }, make("code", {}, row.route), bar(row.most / slowest)),
      make("td", { class: "number" }, count(row.requests)), ...[row.half, row.most].map((value) => make("td", { class: "number" }, time(value)))))))));
}

const time = (seconds) => (Number.isFinite(seconds) ? `${decimal(seconds * 1000, seconds < 0.01 ? 1 : 0)} ms` : "–");

async function fillTrials() {
  const place = find("#trials");
  let trials = [];
  try {
    const list = root.dataset.trials === "true" ? (await ask("GET", "/v1/experiments")).experiments : [];
    trials = await Promise.all(list.map((trial) => ask("GET", `/v1/experiments/${part(trial.name)}`)));
  } catch (problem) { complain(problem); }
  if (!trials.length) { place.replaceChildren(make("p", { class: "quiet" }, say("models.noTrials"))); return; }
  place.replaceChildren(...trials.map(({ experiment, results }) => make("article", { class: "trial" },
    make("div", {}, make("h3", { dir: "auto" }, experiment.name),
      make("p", { class: "small quiet" }, [say("models.since", { when: moment(experiment.started) }),
        experiment.stopped && say("models.ended", { when: moment(experiment.stopped) })].filter(Boolean).join(" · ")),
      experiment.stopped ? null : make("button", { class: "button", type: "button", onclick: (event) => end(event.currentTarget, experiment.name) }, say("models.end"))),
    make("ul", { class: "bars", role: "list" }, ["a", "b"].flatMap((arm) => ["clicks", "purchases"].map((what) => rate(experiment[arm], what, results[arm])))),
    make("p", { class: "small quiet" }, [["clicks", results.clickDifference], ["purchases", results.purchaseDifference]].map(([what, gap]) =>
      say(`models.gap.${what}`, { low: percent(gap.low, 1), high: percent(gap.high, 1) })).join(" · ")))));
}

function rate(name, what, arm) {
  const { rate: share, low, high } = arm[what];
  return make("li", {}, make("span", { dir: "auto", title: say("models.people", { count: count(arm.shoppers) }) }, `${name}, ${say(`models.${what}`)}`), bar(share ?? 0),
    make("span", { class: "number" }, share == null ? "–" : `${percent(share, 1)} (${percent(low, 1)}–${percent(high, 1)})`));
}

const end = (button, name) => change(button, () => ask("POST", `/v1/experiments/${part(name)}/stop`), say("models.over", { name }));

find("#begin").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const trial = Object.fromEntries(new FormData(form));
  if (await change(find("button", form), () => ask("POST", "/v1/experiments", trial), say("models.begun", { name: trial.name }))) form.reset();
});

/** Begins or ends an experiment, and shows what there is then; returns whether it was done. */
const change = (button, request, words) => busy(button, async () => {
  try { await request(); } catch (problem) { complain(problem); return false; }
  notify(words);
  announce(words);
  await fillTrials();
  return true;
});

/* Keys */

async function fillKeys() {
  const place = find("#keys");
  try {
    const { items } = await ask("GET", "/v1/keys");
    place.replaceChildren(items.length ? keyTable(items) : make("p", { class: "quiet" }, say("models.noKeys")));
  } catch (problem) {
    if (problem.status === 403) { place.replaceChildren(make("p", { class: "quiet" }, say("models.keysHidden"))); return; }
    place.replaceChildren(none(say("models.lost"), fillKeys));
    complain(problem);
  }
}

const keyTable = (items) => make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "keys-heading" }, make("table", {},
  make("thead", {}, make("tr", {}, ...["key", "tenant", "scope", "made", "note"].map((name) => make("th", { scope: "col" }, say(`models.${name}`))))),
  make("tbody", {}, ...items.map((key) => make("tr", {},
    make("th", { scope: "row" }, make("code", {}, `${key.id}…`), key.current ? make("span", { class: "small now" }, icon("check"), say("models.inUse")) : null),
    make("td", {}, key.tenant),
    make("td", {}, make("strong", {}, key.scope), make("span", { class: "small quiet" }, ` ${say(`models.scope.${key.scope}`)}`)),
    make("td", { class: "small" }, moment(key.created)), make("td", { class: "small clip", dir: "auto" }, key.note ?? ""))))));

Promise.all([fillShelf(), fillMap(), fillSpeed(), fillTrials(), fillKeys()]).then(() => (root.dataset.ready = "true"));
