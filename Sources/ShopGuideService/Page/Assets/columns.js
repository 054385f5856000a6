// Columns: their kinds, weights and the factors on these.

import { request } from "./api.js";
import { bar, find, findAll, make } from "./dom.js";
import { change, complain, empty } from "./frame.js";
import { count, percent, say } from "./words.js";

const isAdmin = find("#models").dataset.admin === "true";

/** Shows the columns of the catalogue, where the active model weighs them. */
export async function fillColumns(isWeighed) {
  const place = find("#columns");
  if (!isWeighed) { place.replaceChildren(make("p", { class: "quiet" }, say("models.columnsUnweighed"))); return; }
  try {
    show(await request("GET", "/v1/columns"));
  } catch (problem) {
    place.replaceChildren(empty("alert", say("models.lost"), () => fillColumns(isWeighed)));
    complain(problem);
  }
}

function show({ items }) {
  const heaviest = Math.max(...items.map((column) => column.weight)) || 1;
  find("#columns").replaceChildren(items.length ? table(items, heaviest) : make("p", { class: "quiet" }, say("models.noColumns")));
}

const table = (items, heaviest) => make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "columns-heading" }, make("table", {},
  make("thead", {}, make("tr", {}, ...["column", "columnKind", "filled", "distinct", "weight", "factor", "examples"].map((name) =>
    make("th", { scope: "col", class: ["filled", "distinct", "weight"].includes(name) ? "number" : null }, say(`models.${name}`))))),
  make("tbody", {}, ...items.map((column) => row(column, heaviest)))));

const row = (column, heaviest) => make("tr", { "data-name": column.name },
  make("th", { scope: "row", dir: "auto" }, column.name, bar(column.weight / heaviest)),
  make("td", {}, say(`models.kind.${column.kind}`)),
  make("td", { class: "number" }, percent(column.filled)), make("td", { class: "number" }, count(column.distinct)),
  make("td", { class: "number" }, column.compared ? percent(column.weight, 1) : "–"),
  make("td", {}, factor(column)),
  make("td", { class: "small quiet" }, make("span", { class: "clip", dir: "auto" }, column.examples.join(" · "))));

function factor(column) {
  if (!column.compared || !isAdmin) return column.factor === 1 ? "" : String(column.factor);
  const field = make("input", { type: "number", min: 0, max: 100, step: "any", required: true, value: column.factor,
    "aria-label": say("models.factorOf", { name: column.name }), onchange: () => set(field, column) });
  return make("div", { class: "field short" }, field);
}

/* The table is made anew with the new weights; the field that was used keeps the focus. */
async function set(field, column) {
  if (!field.reportValidity()) return;
  const hadFocus = document.activeElement === field;
  const answer = await change(field, () => request("PATCH", "/v1/columns", { columns: { [column.name]: Number(field.value) } }),
    say("models.factorSet", { name: column.name, factor: field.value }));
  if (!answer) { field.value = column.factor; return; }
  show(answer);
  if (hadFocus) findAll("#columns tr").find((line) => line.dataset.name === column.name)?.querySelector("input")?.focus();
}
