// The markets view: the learning curve, loaded after the page, and the form that adds a market.

import { page, part, pictureOf, request, sendLines } from "./api.js";
import { announce, find, icon, make } from "./dom.js";
import { busy, complain, empty, notify } from "./frame.js";
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
    study.lastElementChild.replaceWith(empty("alert", say("markets.lost"), () => location.reload()));
    find(".waiting", study)?.remove();
    complain(problem);
  }
}

/* Adding a market */

/* Adds the products of one market to another; products without markets are sold in all of them already. */
async function stock(code, from) {
  const bar = find("#stocking");
  const total = Number((await request("GET", `/v1/markets/${part(from)}`)).products) || 1;
  bar.hidden = false;
  try {
    let [cursor, seen] = [null, 0];
    do {
      const page = await request("GET", `/v1/products?${new URLSearchParams({ market: from, limit: "200", ...(cursor ? { cursor } : {}) })}`);
      const lines = page.items.filter(({ markets }) => markets?.length && !markets.includes(code))
        .map((product) => JSON.stringify({ ...product, markets: [...product.markets, code] }));
      if (lines.length) await sendLines("/v1/products", lines);
      cursor = page.next;
      seen += page.items.length;
      bar.value = Math.min(1, seen / total);
    } while (cursor);
  } finally { bar.hidden = true; }
}

const draft = recall();
const chosen = new Map(draft.chosen);
find("#code").value = draft.code;

/* The selection is kept over a reload. */
function recall() {
  try {
    const { code, chosen } = JSON.parse(localStorage.getItem("market"));
    return { code: String(code), chosen: chosen.map(([id, title]) => [String(id), String(title)]) };
  } catch { return { code: "", chosen: [] }; }
}

function keep() {
  try { localStorage.setItem("market", JSON.stringify({ code: find("#code").value, chosen: [...chosen] })); } catch { /* without storage, it is lost on reload */ }
}

find("#code").addEventListener("input", keep);

function show() {
  keep();
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
    const answer = await request("GET", `/v1/products?${query}`);
    find("#found").replaceChildren(...answer.items.map((product) => {
      const title = text(product.title) || product.id;
      return choice(product.id, title, say("markets.add", { title }), "plus", () => { chosen.set(product.id, title); show(); });
    }));
    if (!answer.items.length) find("#found").replaceChildren(make("li", { class: "small quiet" }, say("markets.nothing")));
  } catch (problem) { complain(problem, () => search(words)); }
}

find("#enter-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = find("#code").value.trim();
  await busy(find("#enter-form button[type=submit]"), async () => {
    try {
      await request("PUT", `/v1/markets/${part(code)}`);
      const from = find("#sold")?.value;
      if (from && from !== code) await stock(code, from);
      if (chosen.size) {
        const shopper = `${code}-first`;
        await request("POST", "/v1/interactions", { interactions: [...chosen.keys()].map((product) => (
          { id: `${shopper}:${product}`, shopper, product, kind: "like", market: code })) });
      }
      localStorage.removeItem("market");
      announce(say("markets.entered", { name: code }));
      notify(say("markets.entered", { name: code }));
      location.assign(`/markets?market=${part(code)}`);
    } catch (problem) { complain(problem); }
  });
});

show();
Promise.all([search(""), measure()]).then(() => (root.dataset.ready = "true"));
