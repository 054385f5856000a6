// The models view: models, the product map, training curves and response times; columns, trainings on the shop, experiments and keys have files of their own.

import { page, part, request } from "./api.js";
import { fillColumns } from "./columns.js";
import { bar, find, icon, make } from "./dom.js";
import { fillTrials } from "./experiments.js";
import { change, complain, empty } from "./frame.js";
import { fillImports } from "./imports.js";
import { fillKeys } from "./keys.js";
import { drawMap } from "./map.js";
import { latencies } from "./metrics.js";
import { fillLessons } from "./trainings.js";
import { count, decimal, say } from "./words.js";

const root = find("#models");
const isAdmin = root.dataset.admin === "true";
const none = (words, again) => empty(again ? "alert" : "models", words, again);

/* Models */

let previous = null;

async function fillShelf() {
  const shelf = find("#shelf");
  try {
    const answer = await request("GET", "/v1/models");
    shelf.replaceChildren(...answer.items.map(model));
    previous = answer.previous;
    find("#back").hidden = !(isAdmin && previous);
    if (previous) find("#rollback span").textContent = say("models.rollback", { name: previous });
    await fillColumns(answer.items.some((entry) => entry.active && entry.weighsColumns));
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
    isAdmin && entry.usable && !entry.active
      ? make("button", { class: "button", type: "button", onclick: (event) => activate(event.currentTarget, `/v1/models/${part(entry.id)}/activate`, entry.id) }, say("models.activate")) : null);
}

async function activate(button, path, name) {
  if (await change(button, () => request("POST", path), say("models.activated", { name }))) await Promise.all([fillShelf(), fillMap()]);
}

find("#rollback").addEventListener("click", (event) => activate(event.currentTarget, "/v1/models/rollback", previous));

/* The map */

async function fillMap() {
  const place = find("#map");
  try {
    const answer = await request("GET", "/v1/map?limit=700");
    if (answer.items.length < 3) place.replaceChildren(none(say("models.mapEmpty")));
    else drawMap(place, answer.items);
  } catch (problem) {
    place.replaceChildren(none(say("models.mapLost"), fillMap));
    complain(problem);
  }
}

/* Training, reloaded while it is running */

async function follow() {
  if (find("#training").dataset.running !== "true" || document.hidden) return;
  try {
    const fresh = find("#training", await page(location.href));
    find("#training").replaceWith(document.adoptNode(fresh));
  } catch { /* retried after two seconds; being offline is reported elsewhere */ }
}
setInterval(follow, 2000);

/* Response times */

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

Promise.all([fillShelf(), fillMap(), fillSpeed(), fillTrials(), fillImports(), fillLessons(), fillKeys()]).then(() => (root.dataset.ready = "true"));
