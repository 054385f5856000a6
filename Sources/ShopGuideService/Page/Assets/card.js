// The card of a recommended product.

import { pictureOf } from "./api.js";
import { icon, make } from "./dom.js";
import { count, price, say, text } from "./words.js";

/** A product's title in the page's language, or its id. */
export const titleOf = (product) => text(product.title) || product.id;

/** The card of a recommendation; `rise` is the number of ranks it gained, `null` for a new one. */
export function card(item, { rise, press }) {
  const { product } = item;
  const title = titleOf(product);
  const badge = rise === null ? say("guide.new") : rise > 0 ? `↑ ${rise}` : "";
  return make("li", { "data-id": product.id },
    make("article", { class: "card", "aria-label": title.slice(0, 200) },
      badge ? make("span", { class: "place up", "aria-hidden": "true" }, badge) : null,
      make("button", { class: product.image ? "picture" : "picture broken", type: "button", "aria-label": say("guide.open", { title }), onclick: (event) => press("why", item, event) },
        product.image && make("img", { src: pictureOf(product.id), alt: "", width: 320, height: 320, decoding: "async" })),
      make("div", { class: "words" },
        make("h3", { class: "title", dir: "auto" }, title),
        make("p", { class: "facts" }, price(product) ? make("span", { class: "price" }, price(product)) : null,
          product.brand ? make("span", { dir: "auto" }, product.brand) : null),
        item.variants ? make("p", { class: "variants small quiet" }, say(item.variants === 1 ? "guide.variant" : "guide.variants", { count: count(item.variants) })) : null,
        make("button", { class: "why", type: "button", dir: "auto", onclick: (event) => press("why", item, event) }, text(item.sentence))),
      make("div", { class: "acts" },
        round("heart", "like", say("guide.like", { title }), (event) => press("like", item, event), { "aria-pressed": "false" }),
        round("close", "no", say("guide.dismiss", { title }), (event) => press("dismiss", item, event)),
        round("similar", "similar", say("guide.hideSimilar", { title }), (event) => press("hideSimilar", item, event)))));
}

const round = (name, kind, label, onclick, more = {}) =>
  make("button", { class: `round ${kind}`, type: "button", "aria-label": label, title: label.slice(0, 80), onclick, ...more }, icon(name));
