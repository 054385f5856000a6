// Markets: measuring takes a while and comes after the view; entering one takes a code and a few likes.

import { ask, page, part, pictureOf } from "./api.js";
import { announce, find, icon, make } from "./dom.js";
import { busy, complain, notify } from "./frame.js";
import { say, text } from "./words.js";

const root = find("#markets");

async function measure() {
  const study = find("#study");
  if (!study || study.dataset.waits !== "true") return;
  try {
    const address = new URL(location.href);
    address.searchParams.set("market", root.dataset.market);
    address.searchParams.set("study", "1");
    const fresh = find("#study", await page(address.href));
    study.replaceWith(document.adoptNode(fresh));
  } catch (problem) {
    study.lastElementChild.replaceWith(make("div", { class: "empty" }, icon("alert"), make("p", {}, say("markets.lost")),
      make("button", { class: "button", type: "button", onclick: () => location.reload() }, say("again"))));
    find(".waiting", study)?.remove();
    complain(problem);
  }
}

/* Entering one */

const chosen = new Map();

function show() {
  find("#chosen").replaceChildren(...[...chosen].map(([id, title]) =>
    choice(id, title, say("markets.remove", { title }), "close", () => { chosen.delete(id); show(); })));
}

const choice = (id, title, label, mark, press) => make("li", { class: "tile", "data-id": id },
  make("button", { class: "picture", type: "button", "aria-label": label, onclick: press },
    make("img", { src: pictureOf(id, 128), alt: "" }), make("span", { class: "badge", "aria-hidden": "true" }, icon(mark))));

let pause;
find("#first").addEventListener("input", (event) => {
  clearTimeout(pause);
  pause = setTimeout(() => search(event.target.value.trim()), 180);
});
find("#first").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

async function search(words) {
  try {
    const query = new URLSearchParams({ limit: "6", ...(words ? { q: words } : {}) });
    const answer = await ask("GET", `/v1/products?${query}`);
    find("#found").replaceChildren(...answer.items.map((product) => {
      const title = text(product.title) || product.id;
      return choice(product.id, title, say("markets.add", { title }), "plus", () => { chosen.set(product.id, title); show(); });
    }));
  } catch (problem) { complain(problem); }
}

find("#enter-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = find("#code").value.trim();
  await busy(find("#enter-form button[type=submit]"), async () => {
    try {
      await ask("PUT", `/v1/markets/${part(code)}`);
      if (chosen.size) {
        const shopper = `${code}-first`;
        await ask("POST", "/v1/interactions", { interactions: [...chosen.keys()].map((product) => (
          { id: `${shopper}:${product}`, shopper, product, kind: "like", market: code })) });
      }
      announce(say("markets.entered", { name: code }));
      notify(say("markets.entered", { name: code }));
      location.assign(`/markets?market=${part(code)}`);
    } catch (problem) { complain(problem); }
  });
});

search("");
measure().then(() => (root.dataset.ready = "true"));
