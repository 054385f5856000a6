// Categories: the shelf to choose from, the draft of a new one, and the trays of those that are open.

import { ask, part } from "./api.js";
import { announce, find, make } from "./dom.js";
import { busy, complain, empty, notify } from "./frame.js";
import { Draft } from "./draft.js";
import { none, showOpened } from "./opened.js";
import { act, choosePlace, takes, tile } from "./tray.js";
import { count, say, text } from "./words.js";

const root = find("#categories");
const shelf = find("#products");
const draft = new Draft(find("#draft-tray"), (title, places) => choosePlace(title, places));
let opened = new URLSearchParams(location.search).get("open");
let categories = [];
let next = null;
let wanted = "";

/* The shelf */

async function fillShelf({ more = false } = {}) {
  const query = new URLSearchParams({ limit: "36" });
  if (wanted) query.set("q", wanted);
  if (more && next) query.set("cursor", next);
  shelf.setAttribute("aria-busy", "true");
  try {
    const answer = await ask("GET", `/v1/products?${query}`);
    next = answer.next;
    const tiles = answer.items.map(shelfTile);
    if (more) shelf.append(...tiles); else shelf.replaceChildren(...tiles);
    find("#more").hidden = !next;
    find("#products-state").replaceChildren(...(shelf.children.length ? [] : [empty("search", say("categories.nothing"))]));
    if (wanted) announce(say("categories.found", { count: count(shelf.children.length) }));
  } catch (problem) {
    if (!more) shelf.replaceChildren();
    find("#products-state").replaceChildren(empty("alert", say("categories.lost"), () => fillShelf({ more })));
    complain(problem);
  } finally {
    shelf.removeAttribute("aria-busy");
  }
}

function shelfTile(product) {
  const title = text(product.title) || product.id;
  return tile({
    id: product.id, title, source: "shelf", label: say("categories.add", { title }), press: () => draft.add({ id: product.id, title }),
    actions: [act("move", say("categories.moveOne", { title }), () => choosePlace(title, places({ id: product.id, title })))],
  });
}

/* Where products can go */

function places(product) {
  const trays = [...categories.map(({ name }) => name)];
  if (!trays.includes(none)) trays.push(none);
  return [
    { name: say("categories.draft"), go: () => draft.add(product) },
    ...trays.filter((name) => name !== product.source).map((name) => ({ name: label(name), go: () => teach(name, product) })),
    ...(product.source && product.source !== "shelf" ? [{ name: say("categories.takeOut"), go: () => takeOut(product) }] : []),
  ];
}

export const label = (name) => (name === none ? say("categories.none") : name);

async function teach(name, product) {
  try {
    await ask("POST", `/v1/categories/${part(name)}/examples`, { examples: [{ product: product.id }] });
    const from = product.source;
    if (from && from !== "shelf" && from !== name && categories.some((category) => category.name === from)) {
      await ask("DELETE", `/v1/categories/${part(from)}/examples/${part(product.id)}`);
    }
    announce(say("categories.taught", { title: product.title, name: label(name) }));
    notify(say("categories.taught", { title: short(product.title), name: label(name) }));
    await refresh();
  } catch (problem) {
    complain(problem, () => teach(name, product));
  }
}

async function takeOut(product) {
  try {
    await ask("DELETE", `/v1/categories/${part(product.source)}/examples/${part(product.id)}`);
    notify(say("categories.takenOut", { title: short(product.title), name: label(product.source) }));
    await refresh();
  } catch (problem) {
    complain(problem, () => takeOut(product));
  }
}

const short = (title) => (title.length > 48 ? `${title.slice(0, 47)}…` : title);

/* The trays */

async function refresh() {
  await Promise.all([fillTrays(), opened ? open(opened, { quietly: true }) : null]);
}

async function fillTrays() {
  const trays = find("#trays");
  try {
    const answer = await ask("GET", "/v1/categories");
    categories = answer.items;
    const names = categories.map(({ name }) => name);
    if (!names.includes(none)) names.push(none);
    trays.replaceChildren(...names.map(tray));
    find("#trays-state").replaceChildren(...(categories.length ? [] : [empty("categories", say("categories.noTrays"))]));
    if (answer.dormant.length) {
      find("#trays-state").append(make("p", { class: "small quiet" }, say("categories.dormant", { names: answer.dormant.join(", ") })));
    }
  } catch (problem) {
    find("#trays-state").replaceChildren(empty("alert", say("categories.lost"), fillTrays));
    complain(problem);
  } finally {
    trays.removeAttribute("aria-busy");
  }
}

function tray(name) {
  const known = categories.find((category) => category.name === name);
  const item = make("li", { class: name === none ? "slot none" : "slot" },
    make("button", { class: "slot-name", type: "button", "aria-current": name === opened ? "true" : null, disabled: !known, onclick: () => open(name) },
      make("strong", { dir: "auto" }, label(name)),
      make("span", { class: "small quiet" }, known ? say("categories.examples", { count: count(known.examples) }) : say("categories.noneYet"))));
  takes(item, { product: (product) => teach(name, product) });
  return item;
}

async function open(name, { quietly = false } = {}) {
  const place = find("#opened");
  opened = name;
  if (!quietly) {
    history.pushState({}, "", `?open=${part(name)}`);
    place.replaceChildren(make("div", { class: "panel" }, make("div", { class: "waiting", role: "progressbar", "aria-label": say("waiting") })));
  }
  try {
    const report = await ask("GET", `/v1/categories/${part(name)}?catches=36`);
    show(report, !quietly);
  } catch (problem) {
    if (problem.status === 404) { opened = null; place.replaceChildren(); return; }
    place.replaceChildren(empty("alert", say("categories.lost"), () => open(name)));
    complain(problem);
  }
}

function show(report, isNew) {
  showOpened(find("#opened"), report, { teach, takeOut, places, close: closeCategory, choosePlace, photos: draft.photosOf(report.name) });
  for (const button of find("#trays").querySelectorAll(".slot-name")) button.removeAttribute("aria-current");
  const slot = [...find("#trays").children].find((item) => find("strong", item).textContent === label(report.name));
  slot && find(".slot-name", slot).setAttribute("aria-current", "true");
  if (isNew) find("#opened h2")?.focus();
}

async function closeCategory(name) {
  try {
    await ask("DELETE", `/v1/categories/${part(name)}`);
    opened = null;
    find("#opened").replaceChildren();
    history.replaceState({}, "", "/categories");
    notify(say("categories.closed", { name: label(name) }));
    await fillTrays();
  } catch (problem) {
    complain(problem, () => closeCategory(name));
  }
}

/* Opening one */

find("#open-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = find("#name").value.trim();
  if (!name || !draft.things.length) {
    notify(say(name ? "categories.needExamples" : "categories.needName"), { bad: true });
    (name ? find("#search input") : find("#name")).focus();
    return;
  }
  await busy(find("#open-button"), async () => {
    try {
      const report = await ask("PUT", `/v1/categories/${part(name)}?catches=36`, { examples: draft.examples });
      draft.keepPhotos(name);
      draft.clear();
      find("#name").value = "";
      opened = report.name;
      history.pushState({}, "", `?open=${part(report.name)}`);
      await fillTrays();
      show(report, true);
      announce(say("categories.openedNews", { name, count: count(report.catches.count) }));
    } catch (problem) {
      complain(problem);
    }
  });
});

takes(find("#draft"), { product: (product) => draft.add(product), photos: (files) => draft.addPhotos(files) });
find("#photos").addEventListener("change", async (event) => {
  await draft.addPhotos([...event.target.files]);
  event.target.value = "";
});
find("#name").value = draft.name;
find("#name").addEventListener("input", (event) => draft.rename(event.target.value));

let pause;
find("#search input").addEventListener("input", (event) => {
  clearTimeout(pause);
  pause = setTimeout(() => { wanted = event.target.value.trim(); fillShelf(); }, 180);
});
find("#search").addEventListener("submit", (event) => event.preventDefault());
find("#more").addEventListener("click", () => fillShelf({ more: true }));
addEventListener("popstate", () => {
  opened = new URLSearchParams(location.search).get("open");
  if (opened) open(opened, { quietly: true }); else find("#opened").replaceChildren();
});

fillShelf();
fillTrays().then(() => opened && open(opened, { quietly: true }));
root.dataset.ready = "true";
