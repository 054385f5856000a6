// Why a product is where it is: the examples behind it, what would be without each, and why not another.

import { ask, pictureOf } from "./api.js";
import { bar, find, icon, make } from "./dom.js";
import { complain } from "./frame.js";
import { sentenceOf, titleOf } from "./card.js";
import { count, decimal, language, price, say, text } from "./words.js";

const sheet = find("#reason");

/** Opens the reasons of a product. `asked` is the question that the shelf was asked. */
export function showReason(item, asked) {
  fill(item, item.reason, asked);
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
}

sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });

function fill(item, reason, asked, place) {
  const { product } = item;
  const title = titleOf(product);
  sheet.replaceChildren(
    make("button", { class: "round close", type: "button", "aria-label": say("close"), onclick: () => sheet.close() }, icon("close")),
    make("div", { class: "body" },
      make("div", { class: "subject" }, picture(product.id),
        make("div", {}, make("h2", { id: "reason-heading", class: "title", dir: "auto" }, title),
          make("p", { class: "facts" }, price(product) ? make("span", { class: "price" }, price(product)) : null,
            product.brand ? make("span", { dir: "auto" }, product.brand) : null),
          place ?? null)),
      reason ? make("p", { class: "because", dir: "auto" }, sentenceOf(reason)) : null,
      ...(reason ? numbers(reason) : []),
      whyNot(product, asked)));
}

const picture = (id) => make("div", { class: "picture" }, make("img", { src: pictureOf(id, 256), alt: "", width: 256, height: 256 }));

function numbers(reason) {
  const events = reason.events.slice(0, 8);
  const largest = Math.max(...events.map((event) => Math.abs(event.effect)), Math.abs(reason.base), 1e-9);
  return [
    events.length ? make("h3", {}, say("guide.examples")) : null,
    events.length ? make("ul", { class: "events", role: "list" }, events.map((event) => example(event, largest))) : null,
    reason.markets?.length ? make("h3", {}, say("guide.borrowed")) : null,
    reason.markets?.length ? make("ul", { class: "bars", role: "list" }, reason.markets.slice(0, 5).map((entry) =>
      make("li", {}, make("span", {}, entry.market), bar(Math.abs(entry.effect) / largest), make("span", { class: "number" }, signed(entry.effect))))) : null,
    make("p", { class: "sum small quiet" }, say("guide.sum", {
      score: decimal(reason.score, 3), base: decimal(reason.base, 3),
      clicks: decimal(reason.events.reduce((sum, event) => sum + event.contribution, 0), 3) })),
  ].filter(Boolean);
}

const signed = (value) => (value < 0 ? "−" : "+") + decimal(Math.abs(value), 3);

/* Words of other languages than the page's are left out. */
const spoken = (traits) => traits.filter((trait) => !trait.language || trait.language === language);

function example(event, largest) {
  const title = text(event.title) || event.product;
  return make("li", { class: "event" }, picture(event.product),
    make("p", { class: "title", dir: "auto" }, title),
    make("div", { class: "measure" }, make("span", { class: "small quiet" }, say("guide.without")),
      bar(Math.abs(event.effect) / largest, event.effect < 0 ? "bad" : "good"), make("span", { class: "number" }, signed(-event.effect))),
    make("div", { class: "measure" }, make("span", { class: "small quiet" }, say("guide.near")),
      bar(1 - event.distance / 2), make("span", { class: "number" }, decimal(event.distance, 2))),
    event.shared?.length ? make("ul", { class: "traits", role: "list", "aria-label": say("guide.shared") },
      spoken(event.shared).slice(0, 5).map((trait) => make("li", { dir: "auto" }, trait.value))) : null);
}

function whyNot(product, asked) {
  const results = make("ul", { class: "tiles", role: "list" });
  const input = make("input", { type: "search", maxlength: "200", "aria-label": say("guide.whyNotSearch"), placeholder: say("guide.whyNotSearch"), autocomplete: "off" });
  let pause;
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const words = input.value.trim();
      if (!words) { results.replaceChildren(); return; }
      try {
        const query = new URLSearchParams({ q: words, limit: "6", ...(asked.market ? { market: asked.market } : {}) });
        const answer = await ask("GET", `/v1/products?${query}`);
        results.replaceChildren(...answer.items.map((other) => make("li", { class: "tile" },
          make("button", { class: "picture", type: "button", "aria-label": say("guide.whyNot", { title: titleOf(other) }), onclick: () => explain(other, asked) },
            make("img", { src: pictureOf(other.id, 160), alt: "" })),
          make("p", { class: "title", dir: "auto" }, titleOf(other)))));
        if (!answer.items.length) results.replaceChildren(make("li", { class: "small quiet" }, say("guide.nothing")));
      } catch (problem) { complain(problem); }
    }, 180);
  });
  return make("section", {}, make("h3", {}, say("guide.whyNotHeading")), make("div", { class: "search" }, icon("search"), input), results);
}

/* Where another product stands among the best hundred of its category, with its reason. */
async function explain(product, asked) {
  try {
    const answer = await ask("POST", "/v1/recommendations", {
      ...asked, limit: 100, explain: true, ...(product.category?.length ? { category: product.category } : {}) });
    const index = answer.items.findIndex((item) => item.product.id === product.id);
    const place = index < 0
      ? make("p", { class: "small warn" }, say("guide.placeNone"))
      : make("p", { class: "small quiet" }, say("guide.placeAmong", { rank: count(index + 1), of: count(answer.items.length) }));
    fill(answer.items[index] ?? { product }, answer.items[index]?.reason, asked, place);
    sheet.scrollTop = 0;
    find("h2", sheet).tabIndex = -1;
    find("h2", sheet).focus();
  } catch (problem) {
    complain(problem);
  }
}
