// One category: its examples, its expected quality, the product to label next, and its matching products.

import { address, request } from "./api.js";
import { bar, icon, make } from "./dom.js";
import { complain } from "./frame.js";
import { gauge } from "./gauge.js";
import { photo } from "./draft.js";
import { acceptDrops, act, chooseDestination, tile } from "./dropzone.js";
import { count, percent, say, text } from "./words.js";

/** The service's name for the category of products that belong to no other. */
export const none = "none of these";

/** A category's name on the page. */
export const label = (name) => (name === none ? say("categories.none") : name);

/** The number of a category's examples, and that its name or a sentence counts. */
export const shownBy = (words, examples) =>
  words ? say(examples ? "categories.textAndExamples" : "categories.textAlone", { text: words, count: count(examples) }) : say("categories.examples", { count: count(examples) });

/** Shows a category. */
export function showOpened(place, report, doing) {
  place.replaceChildren(
    head(report, doing), report.name === none ? "" : forecast(report, doing), matches(report, doing));
}

function head(report, { close, takeOut, destinations, photos, teach }) {
  const misplaced = new Map(report.forecast.misplaced.map((entry) => [entry.example, entry]));
  const tiles = report.examples.map((example) => {
    const title = text(example.title) || example.id;
    const doubt = misplaced.get(example.id);
    const product = { id: example.id, title, source: report.name };
    const shown = photos[example.id];
    return tile({
      ...product, picture: shown ? photo(shown) : example.product ? undefined : "", mark: doubt ? "doubt" : "",
      extra: doubt ? [make("p", { class: "small warn", dir: "auto" }, say("categories.looksLike", { name: label(doubt.category), chance: percent(doubt.probability) }))] : [],
      actions: [
        example.product ? act("move", say("categories.moveOne", { title }), () => chooseDestination(title, destinations(product))) : null,
        act("close", say("categories.remove", { title }), () => takeOut(product)),
      ].filter(Boolean),
    });
  });
  const panel = make("section", { class: "panel stack", "aria-labelledby": "opened-heading" },
    make("div", { class: "row spread" },
      make("div", {}, make("h2", { id: "opened-heading", tabindex: "-1", dir: "auto" }, label(report.name)),
        make("p", { class: "small quiet", dir: "auto" }, shownBy(report.text, report.examples.length))),
      make("button", { class: "button plain", type: "button", onclick: () => close(report.name) }, icon("bin"), say("categories.close"))),
    ...report.notes.map((note) => make("p", { class: "small warn", dir: "auto" }, note)),
    make("ul", { class: "dropzone", role: "list", "aria-label": say("categories.examplesOf", { name: label(report.name) }) }, tiles));
  acceptDrops(panel, { product: (product) => teach(report.name, product) });
  return panel;
}

function forecast(report, { teach, next }) {
  const { accuracy, interval, confusions } = report.forecast;
  const about = accuracy == null
    ? make("p", { class: "quiet" }, say(report.examples.length ? "categories.oneExample" : "categories.noExample"))
    : make("div", { class: "expected" },
      gauge({ share: accuracy, interval, label: say("categories.expect") }),
      make("p", { class: "small quiet" }, say("categories.expectWords", {
        share: percent(accuracy), low: percent(interval[0]), high: percent(interval[1]) })));
  const mixed = confusions.length
    ? make("ul", { class: "bars", role: "list" }, confusions.slice(0, 5).map((entry) =>
      make("li", {}, make("span", { dir: "auto" }, label(entry.category)), bar(entry.probability, "warm"), make("span", { class: "number small" }, percent(entry.probability)))))
    : make("p", { class: "small quiet" }, say("categories.noConfusions"));
  return make("section", { class: "panel threefold", "aria-label": say("categories.forecast") },
    make("div", {}, make("h3", {}, say("categories.forecast")), about),
    make("div", {}, make("h3", {}, say("categories.confusions")), mixed),
    nextOne(report, { teach }));
}

function nextOne(report, { teach }) {
  const id = report.nextToLabel;
  const place = make("div", {}, make("h3", {}, say("categories.next")));
  if (!id) {
    place.append(make("p", { class: "small quiet" }, say("categories.noNext")));
    return place;
  }
  const list = make("ul", { class: "next", role: "list" });
  let title = id;
  list.append(tile({ id, title, source: "shelf" }));
  request("GET", address("/v1/products/{id}", { id })).then((product) => {
    title = text(product.title) || id;
    list.replaceChildren(tile({ id, title, source: "shelf" }));
  }, complain);
  place.append(
    list,
    make("div", { class: "row" },
      make("button", { class: "button", type: "button", onclick: () => teach(report.name, { id, title }) }, icon("check"), say("categories.yes")),
      make("button", { class: "button", type: "button", onclick: () => teach(none, { id, title }) }, icon("close"), say("categories.no"))));
  return place;
}

function matches(report, { teach, destinations }) {
  const { looked, of, count: matching, items } = report.catches;
  const known = new Set(report.examples.map((example) => example.id));
  const tiles = items.filter((item) => !known.has(item.product)).map((item) => {
    const title = text(item.title) || item.product;
    const product = { id: item.product, title, source: "shelf" };
    return tile({
      ...product, extra: [make("div", { class: "chance" }, bar(item.probability), make("span", { class: "number small" }, percent(item.probability)))],
      actions: [
        act("check", say("categories.isOne", { title }), () => teach(report.name, product), "good"),
        act("close", say("categories.isNone", { title }), () => teach(none, product), "bad"),
        act("move", say("categories.moveOne", { title }), () => chooseDestination(title, destinations(product))),
      ],
    });
  });
  return make("section", { class: "panel stack", "aria-labelledby": "matches-heading" },
    make("div", {}, make("h2", { id: "matches-heading" }, say("categories.matches")),
      make("p", { class: "small quiet" }, looked < of
        ? say("categories.matchesSome", { count: count(matching), looked: count(looked), of: count(of) })
        : say("categories.matchesAll", { count: count(matching), of: count(of) }))),
    tiles.length ? make("ul", { class: "tiles", role: "list", id: "matches" }, tiles) : make("p", { class: "quiet" }, say("categories.matchesNone")));
}
