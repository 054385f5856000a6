// The explanation of a recommendation: interactions, counterfactuals, contributing parts, and a comparison with another product.

import { pictureOf, request } from "./api.js";
import { bar, find, icon, make } from "./dom.js";
import { complain } from "./frame.js";
import { titleOf } from "./card.js";
import { count, decimal, language, price, say, text } from "./words.js";

const sheet = find("#reason");
let shown = 0;

/** Opens the explanation of a product; `query` is the request that recommended it. */
export function showReason(item, query) {
  fill(item, query);
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
  explain(item.product, query);
}

sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });

/* The recommendation itself is shown at once; the rest comes with the explanation. */
function fill({ product, reason, sentence }, query) {
  shown += 1;
  sheet.replaceChildren(
    make("div", { class: "head" }, make("p", { class: "small quiet" }, say("guide.why")),
      make("button", { class: "round", type: "button", "aria-label": say("close"), onclick: () => sheet.close() }, icon("close"))),
    make("div", { class: "body" },
      make("div", { class: "subject" }, picture(product.id),
        make("div", {}, make("h2", { id: "reason-heading", class: "title", dir: "auto", tabindex: "-1" }, titleOf(product)),
          make("p", { class: "facts" }, price(product) ? make("span", { class: "price" }, price(product)) : null,
            product.brand ? make("span", { dir: "auto" }, product.brand) : null),
          make("div", { class: "standing" }))),
      make("p", { class: "because", dir: "auto" }, text(sentence) || say("waiting")),
      make("div", { class: "numbers" }, reason ? numbers(reason) : make("div", { class: "waiting", role: "progressbar", "aria-label": say("waiting") })),
      make("div", { class: "parts" }),
      whyNot(product, query)));
}

async function explain(product, query) {
  const mine = shown;
  try {
    const answer = await request("POST", "/v1/explanations", { ...query, product: product.id });
    if (mine !== shown) return;
    find(".standing", sheet).replaceChildren(standing(answer));
    find(".because", sheet).textContent = text(answer.sentence);
    find(".numbers", sheet).replaceChildren(...numbers(answer.reason));
    find(".parts", sheet).replaceChildren(...contributingParts(answer.parts));
  } catch (problem) {
    find(".numbers .waiting", sheet)?.remove();
    complain(problem, () => explain(product, query));
  }
}

const picture = (id, size = 256) => make("div", { class: "picture" }, make("img", { src: pictureOf(id, size), alt: "", width: size, height: size }));

function standing(answer) {
  if (answer.barrier) return make("p", { class: "small warn" }, say("guide.barred", { why: text(answer.barrier.text) }));
  return make("p", { class: "small quiet" }, say(answer.recommended ? "guide.placeIn" : "guide.placeOut", {
    rank: count(answer.rank ?? 0), of: count(answer.allowed) }));
}

function numbers(reason) {
  const events = reason.events.slice(0, 8);
  const largest = Math.max(...events.map((event) => Math.abs(event.effect)), Math.abs(reason.base), 1e-9);
  return [
    events.length ? make("h3", {}, say("guide.examples")) : null,
    events.length ? make("ul", { class: "events", role: "list" }, events.map((event) => example(event, largest))) : null,
    reason.markets?.length ? make("h3", {}, say("guide.borrowed")) : null,
    reason.markets?.length ? make("ul", { class: "bars lent", role: "list" }, reason.markets.slice(0, 5).map((entry) =>
      make("li", {}, make("span", {}, country(entry.market)), bar(Math.abs(entry.effect) / largest, entry.effect < 0 ? "bad" : "good"),
        make("span", { class: "number" }, signed(entry.effect))))) : null,
    make("p", { class: "sum small quiet" }, say("guide.sum", {
      score: decimal(reason.score, 3), base: decimal(reason.base, 3),
      clicks: decimal(reason.events.reduce((sum, event) => sum + event.contribution, 0), 3) })),
  ].filter(Boolean);
}

const signed = (value) => (value < 0 ? "−" : "+") + decimal(Math.abs(value), 3);

const countries = new Intl.DisplayNames([language], { type: "region", fallback: "code" });
const country = (code) => (/^[A-Z]{2}$/.test(code) ? countries.of(code) : code);

/* Words in other languages than the page's are left out. */
const spoken = (traits) => traits.filter((trait) => !trait.language || trait.language === language);

function example(event, largest) {
  const title = text(event.title) || event.product;
  return make("li", { class: "event" }, picture(event.product),
    make("p", { class: "title", dir: "auto" }, title),
    make("div", { class: "measure" }, make("span", { class: "small quiet" }, say("guide.without")),
      bar(Math.abs(event.effect) / largest, event.effect < 0 ? "bad" : "good"), make("span", { class: "number" }, signed(-event.effect))),
    make("div", { class: "measure" }, make("span", { class: "small quiet" }, say("guide.near")),
      bar(event.distance / 2, "less"), make("span", { class: "number" }, decimal(event.distance, 2))),
    event.shared?.length ? make("ul", { class: "traits", role: "list", "aria-label": say("guide.shared") },
      spoken(event.shared).slice(0, 5).map((trait) => make("li", { dir: "auto" }, trait.value))) : null);
}

/* Contributing parts: words and attributes, each left out in turn. */
function contributingParts(parts) {
  const counted = spoken(parts.map((part) => ({ ...part.trait, effect: part.effect }))).filter((part) => Math.abs(part.effect) > 1e-4).slice(0, 6);
  if (!counted.length) return [];
  const largest = Math.max(...counted.map((part) => Math.abs(part.effect)));
  return [make("h3", {}, say("guide.parts")), make("ul", { class: "bars", role: "list" }, counted.map((part) =>
    make("li", {}, make("span", { dir: "auto" }, part.value), bar(Math.abs(part.effect) / largest, part.effect < 0 ? "bad" : "good"),
      make("span", { class: "number" }, signed(part.effect)))))];
}

/* Comparison with another product */

function whyNot(product, query) {
  const results = make("ul", { class: "tiles", role: "list" });
  const answer = make("div", { class: "contrast" });
  const input = make("input", { type: "search", maxlength: "200", "aria-label": say("guide.whyNotSearch"), placeholder: say("guide.whyNotSearch"), autocomplete: "off" });
  let pause;
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const words = input.value.trim();
      answer.replaceChildren();
      if (!words) { results.replaceChildren(); return; }
      try {
        const found = await request("GET", `/v1/products?${new URLSearchParams({ q: words, limit: "7" })}`);
        const others = found.items.filter((other) => other.id !== product.id).slice(0, 6);
        results.replaceChildren(...others.map((other) => make("li", { class: "tile" },
          make("button", { class: "picture", type: "button", "aria-label": say("guide.whyNot", { title: titleOf(other) }), onclick: () => contrast(product, other, query, answer) },
            make("img", { src: pictureOf(other.id, 160), alt: "" })),
          make("p", { class: "title", dir: "auto" }, titleOf(other)))));
        if (!others.length) results.replaceChildren(make("li", { class: "small quiet" }, say("guide.nothing")));
      } catch (problem) { complain(problem); }
    }, 180);
  });
  return make("section", { class: "stack" }, make("h3", {}, say("guide.whyNotHeading")), make("div", { class: "search" }, icon("search"), input), results, answer);
}

async function contrast(product, other, query, place) {
  place.replaceChildren(make("div", { class: "waiting", role: "progressbar", "aria-label": say("waiting") }));
  try {
    const { comparison } = await request("POST", "/v1/explanations", { ...query, product: product.id, insteadOf: other.id });
    const differences = comparison.differences.filter((entry) => Math.abs(entry.difference) > 1e-4).slice(0, 6);
    const largest = Math.max(...differences.map((entry) => Math.abs(entry.difference)), 1e-9);
    const head = make("h4", { class: "title", dir: "auto", tabindex: "-1" }, say("guide.whyNot", { title: titleOf(other) }));
    place.replaceChildren(...[head,
      make("p", { class: "because", dir: "auto" }, text(comparison.sentence)),
      differences.length && !comparison.barrier ? make("p", { class: "small quiet" }, say("guide.difference")) : null,
      differences.length && !comparison.barrier ? make("ul", { class: "bars", role: "list" }, differences.map((entry) =>
        make("li", {}, make("span", { dir: "auto" }, entry.event ? text(entry.title) || entry.event : say("guide.wanted")),
          bar(Math.abs(entry.difference) / largest, entry.difference < 0 ? "bad" : "good"), make("span", { class: "number" }, signed(entry.difference))))) : null,
      make("button", { class: "button", type: "button", onclick: () => { showReason({ product: other }, query); find("h2", sheet).focus(); } }, say("guide.itsReasons"))].filter(Boolean));
    head.focus();
  } catch (problem) {
    place.replaceChildren();
    complain(problem, () => contrast(product, other, query, place));
  }
}
