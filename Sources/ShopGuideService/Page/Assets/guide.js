// The guide: recommendations that are ranked again after every click, and the profile behind them.

import { address, pictureOf, request } from "./api.js";
import { card, titleOf } from "./card.js";
import { announce, find, findAll, icon, make, reorder } from "./dom.js";
import { complain, empty, notify } from "./frame.js";
import { gauge, learningLine } from "./gauge.js";
import { showReason } from "./reason.js";
import { endSearch, onSearch, wanted, wantedName } from "./search.js";
import { count, decimal, percent, say, text } from "./words.js";

const root = find("#guide");
const shelf = find("#shelf");
const shopper = root.dataset.shopper;
const market = root.dataset.market || undefined;
const visitor = { shopper, ...(market ? { market } : {}) };
const limit = 24;
let items = [];
let line = recall();
let isFirst = true;
let liked = new Set();
let dismissed = new Set();
let turn = 0;
let shown;
let isKnown = root.dataset.known === "true";

/* Liked products are shown beside the recommendations already. */
const shelfRequest = () => ({ ...visitor, ...variants(), limit, exclude: [...liked].slice(0, 1000) });

/* Of the sizes and colours of one product the best is shown, unless this is pressed. */
const variantsSwitch = find("#variants");
const variants = () => (variantsSwitch.getAttribute("aria-pressed") === "true" ? { allVariants: true } : {});
try { variantsSwitch.setAttribute("aria-pressed", String(localStorage.getItem("variants") === "all")); } catch { /* without storage, it is off */ }

variantsSwitch.addEventListener("click", async () => {
  const isAll = variantsSwitch.getAttribute("aria-pressed") !== "true";
  variantsSwitch.setAttribute("aria-pressed", String(isAll));
  try { localStorage.setItem("variants", isAll ? "all" : "best"); } catch { /* it is off again after a reload */ }
  if (await rank()) await fillConfidence();
});

/* Recommendations */

async function rank({ focus } = {}) {
  const mine = ++turn;
  shelf.setAttribute("aria-busy", "true");
  try {
    const query = wanted();
    const answer = await (query ? search(query) : recommend());
    // Somebody who types on gets the answer to the last letters alone.
    if (mine !== turn) return false;
    show(answer, focus);
    find("#state").replaceChildren(...(answer.items.length ? [] : [empty("search", say("guide.nothing"))]));
    return true;
  } catch (problem) {
    if (mine !== turn) return false;
    if (!items.length) { shelf.replaceChildren(); find("#state").replaceChildren(empty("alert", say("guide.lost"), () => rank())); }
    complain(problem, () => rank());
    return false;
  } finally {
    if (mine === turn) shelf.removeAttribute("aria-busy");
    performance.mark("ranked");
  }
}

// A new visitor gets a diverse list.
const recommend = () =>
  request("POST", "/v1/recommendations", { ...shelfRequest(), diversity: isKnown ? 0.15 : 0.7, explain: true });

/* What is looked for, ranked for the visitor; the reason of each has that for the visitor behind it. */
async function search(query) {
  const answer = await request("POST", "/v1/search", { ...visitor, ...variants(), ...query, limit, exclude: [...dismissed].slice(0, 1000), explain: true });
  const sentences = (item) => [item.sentence, item.shopperSentence].map(text).filter(Boolean).join(" ");
  return { ...answer, search: wantedName(), items: answer.items.map((item) => ({ ...item, sentence: sentences(item), reason: item.shopperReason })) };
}

/* The words above the shelf. */
function basisOf(answer) {
  if (!answer.search) return say(answer.events ? "guide.basisEvents" : "guide.basisNone", { count: count(answer.events ?? 0) });
  const corrected = Object.entries(answer.corrections).map(([slip, word]) => say("guide.corrected", { slip, word }));
  const missing = answer.missing.length && answer.found ? [say("guide.missing", { words: answer.missing.join(", ") })] : [];
  return [say(answer.found ? "guide.foundFor" : "guide.notFound", { query: answer.search }), ...corrected, ...missing].join(" ");
}

function show(answer, focus) {
  const before = new Map(items.map((item, index) => [item.product.id, index]));
  const elements = new Map(findAll(":scope > li[data-id]", shelf).map((element) => [element.dataset.id, element]));
  items = answer.items;
  // Places are compared with those of the same search alone.
  const isOther = isFirst || answer.search !== shown;
  shown = answer.search;
  const cards = items.map((item, index) => {
    const old = before.get(item.product.id);
    const rise = isOther ? 0 : old === undefined ? null : old - index;
    const fresh = card(item, { rise, press });
    const kept = elements.get(item.product.id);
    if (!kept) return fresh;
    kept.replaceChildren(...fresh.childNodes);
    return kept;
  });
  reorder(shelf, cards);
  find("#basis").textContent = basisOf(answer);
  if (focus !== undefined) find(".like", cards[Math.min(focus, cards.length - 1)] ?? document.createElement("i"))?.focus();
  if (!isFirst && items.length) announce(answer.search ? find("#basis").textContent : say("guide.reranked", { title: titleOf(items[0].product) }));
  isFirst = false;
}

async function press(what, item, event) {
  if (what === "why") { showReason(item, shelfRequest()); return; }
  const title = titleOf(item.product);
  const index = items.findIndex((other) => other.product.id === item.product.id);
  if (what === "like") event.currentTarget.setAttribute("aria-pressed", "true");
  performance.mark("click");
  await record(what, item.product, title, index);
}

async function record(what, product, title, index) {
  const kind = what === "like" ? "like" : "dismiss";
  const products = what === "hideSimilar" ? similarTo(product) : [product];
  try {
    await request("POST", "/v1/interactions", { interactions: products.map(({ id }) =>
      ({ id: `${shopper}:${id}`, shopper, product: id, kind, ...(market ? { market } : {}) })) });
    isKnown = true;
    if (kind === "like") liked.add(product.id);
    else products.forEach(({ id }) => dismissed.add(id));
    if (what === "hideSimilar") notify(say("guide.hidden", { name: product.category?.at(-1) ?? title }));
  } catch (problem) {
    findAll('.like[aria-pressed="true"]', shelf).forEach((button) => button.setAttribute("aria-pressed", "false"));
    complain(problem, () => record(what, product, title, index));
    return;
  }
  if (await rank({ focus: index })) {
    performance.measure("rerank", "click", "ranked");
    await Promise.all([fillHistory(), fillConfidence({ kind, title })]);
  }
}

/* "Hide similar" dismisses all recommended products of the category; the learner generalises from them. */

function similarTo(product) {
  const path = product.category?.join(" > ");
  const same = items.map((item) => item.product).filter((other) => path && other.category?.join(" > ") === path && !liked.has(other.id));
  return [product, ...same.filter((other) => other.id !== product.id)];
}

/* Activity */

async function fillHistory() {
  let answer = { items: [] };
  try {
    if (isKnown) answer = await request("GET", address("/v1/shoppers/{id}/interactions", { id: shopper }, { limit: 60 }));
  } catch (problem) {
    complain(problem, fillHistory);
    return;
  }
  const of = (kind) => new Set(answer.items.filter((entry) => entry.kind === kind).map((entry) => entry.product));
  [liked, dismissed] = [of("like"), of("dismiss")];
  const tiles = answer.items.map((entry) => {
    const title = text(entry.title) || entry.product;
    return make("li", { class: `tile ${entry.kind}` },
      make("div", { class: "picture" }, make("img", { src: pictureOf(entry.product, 128), alt: say(`guide.did.${entry.kind}`, { title }), width: 128, height: 128 }),
        make("span", { class: "badge", "aria-hidden": "true" }, icon(entry.kind === "dismiss" ? "close" : "heart"))));
  });
  find("#history").replaceChildren(...tiles);
  find("#no-history").hidden = tiles.length > 0;
  find("#forget").hidden = !tiles.length;
}

find("#forget").addEventListener("click", async () => {
  try {
    await request("DELETE", address("/v1/shoppers/{id}", { id: shopper }));
    isKnown = false;
    liked.clear();
    dismissed.clear();
    endSearch();
    line = [];
    keep();
    await Promise.all([rank(), fillHistory(), fillConfidence()]);
    notify(say("guide.forgotten"));
    find("#shelf .like")?.focus();
  } catch (problem) {
    complain(problem);
  }
});

/* Confidence */

async function fillConfidence(click) {
  try {
    const answer = await request("POST", "/v1/certainty", { ...visitor, ...variants() });
    if (click) line.push({ share: answer.certainty, kind: click.kind, title: click.title.slice(0, 80) });
    else if (!answer.events) line = [];
    line = line.slice(-40);
    keep();
    find("#sure").replaceChildren(gauge({ share: answer.certainty, label: say("guide.sure") }));
    find("#sure-words").textContent = answer.events
      ? say("guide.sureWords", { stays: decimal(answer.stays, Number.isInteger(answer.stays) ? 0 : 1), of: count(answer.of) }) : say("guide.sureNone");
    const points = [{ share: 0, kind: "", words: say("guide.lineStart") },
      ...line.map((point) => ({ ...point, words: `${point.title}: ${percent(point.share)}` }))];
    find("#line").replaceChildren(...(line.length ? [
      learningLine(points, say("guide.line", { shares: line.map((point) => percent(point.share)).join(", ") })),
      make("p", { class: "small quiet" }, say("guide.lineWords"))] : []));
  } catch (problem) {
    find("#sure").replaceChildren();
    find("#sure-words").textContent = say("guide.sureLost");
    if (!problem.isOffline && problem.status !== 404) complain(problem);
  }
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem("line"));
    return kept?.shopper === shopper ? kept.points : [];
  } catch { return []; }
}

function keep() {
  try { localStorage.setItem("line", JSON.stringify({ shopper, points: line })); } catch { /* without storage, the line starts again after a reload */ }
}

onSearch(find("#finder"), () => rank());
Promise.all([fillHistory().then(() => rank()), fillConfidence()]).then(() => (root.dataset.ready = "true"));
