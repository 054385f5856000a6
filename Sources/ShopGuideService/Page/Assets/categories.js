// The categories view: product search, the draft of a new category, and the list of all categories.

import { address, part, request } from "./api.js";
import { announce, find, make } from "./dom.js";
import { busy, complain, empty, notify } from "./frame.js";
import { Draft } from "./draft.js";
import { label, none, showOpened, shownBy } from "./opened.js";
import { acceptDrops, act, chooseDestination, tile } from "./dropzone.js";
import { count, say, text } from "./words.js";

const root = find("#categories");
const shelf = find("#products");
const draft = new Draft(find("#draft-examples"));
let opened = new URLSearchParams(location.search).get("open");
let categories = [];
let next = null;
let search = "";

/* Products */

async function fillShelf({ more = false } = {}) {
  const query = new URLSearchParams({ limit: "36" });
  if (search) query.set("q", search);
  if (more && next) query.set("cursor", next);
  shelf.setAttribute("aria-busy", "true");
  try {
    const answer = await request("GET", `/v1/products?${query}`);
    next = answer.next;
    const tiles = answer.items.map(shelfTile);
    if (more) shelf.append(...tiles); else shelf.replaceChildren(...tiles);
    find("#more").hidden = !next;
    find("#products-state").replaceChildren(...(shelf.children.length ? [] : [empty("search", say("categories.nothing"))]));
    if (search) announce(say("categories.found", { count: count(shelf.children.length) }));
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
    actions: [act("move", say("categories.moveOne", { title }), () => chooseDestination(title, destinations({ id: product.id, title })))],
  });
}

/* Destinations of a product */

function destinations(product) {
  const names = categoryNames();
  return [
    { name: say("categories.new"), go: () => draft.add(product) },
    ...names.filter((name) => name !== product.source).map((name) => ({ name: label(name), go: () => teach(name, product) })),
    ...(product.source && product.source !== "shelf" ? [{ name: say("categories.takeOut"), go: () => takeOut(product) }] : []),
  ];
}

async function teach(name, product) {
  try {
    await request("POST", address("/v1/categories/{name}/examples", { name }), { examples: [{ product: product.id }] });
    const from = product.source;
    if (from && from !== "shelf" && from !== name && categories.some((category) => category.name === from)) {
      await request("DELETE", address("/v1/categories/{name}/examples/{example}", { name: from, example: product.id }));
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
    await request("DELETE", address("/v1/categories/{name}/examples/{example}", { name: product.source, example: product.id }));
    notify(say("categories.takenOut", { title: short(product.title), name: label(product.source) }));
    await refresh();
  } catch (problem) {
    complain(problem, () => takeOut(product));
  }
}

const short = (title) => (title.length > 48 ? `${title.slice(0, 47)}…` : title);

/* All categories */

async function refresh() {
  await Promise.all([fillList(), opened ? open(opened, { quietly: true }) : null]);
}

async function fillList() {
  const list = find("#category-list");
  try {
    const answer = await request("GET", "/v1/categories");
    categories = answer.items;
    list.replaceChildren(...categoryNames().map(listItem));
    find("#category-list-state").replaceChildren(...(categories.length ? [] : [empty("categories", say("categories.noCategories"))]));
    if (answer.dormant.length) {
      find("#category-list-state").append(make("p", { class: "small quiet" }, say("categories.dormant", { names: answer.dormant.join(", ") })));
    }
  } catch (problem) {
    find("#category-list-state").replaceChildren(empty("alert", say("categories.lost"), fillList));
    complain(problem);
  } finally {
    list.removeAttribute("aria-busy");
  }
}

function categoryNames() {
  const names = categories.map(({ name }) => name);
  return names.includes(none) ? names : [...names, none];
}

function listItem(name) {
  const known = categories.find((category) => category.name === name);
  const item = make("li", { class: name === none ? "category none" : "category" },
    make("button", { class: "category-name", type: "button", "aria-current": name === opened ? "true" : null, disabled: !known, onclick: () => open(name) },
      make("strong", { dir: "auto" }, label(name)),
      make("span", { class: "small quiet" }, known ? shownBy(known.text, known.examples) : say("categories.noneYet"))));
  acceptDrops(item, { product: (product) => teach(name, product) });
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
    const report = await request("GET", address("/v1/categories/{name}", { name }, { catches: 36 }));
    show(report, !quietly);
  } catch (problem) {
    if (problem.status === 404) { opened = null; place.replaceChildren(); return; }
    place.replaceChildren(empty("alert", say("categories.lost"), () => open(name)));
    complain(problem);
  }
}

function show(report, isNew) {
  showOpened(find("#opened"), report, { teach, takeOut, destinations, close: closeCategory, photos: draft.photosOf(report.name) });
  for (const button of find("#category-list").querySelectorAll(".category-name")) button.removeAttribute("aria-current");
  const item = [...find("#category-list").children].find((entry) => find("strong", entry).textContent === label(report.name));
  item && find(".category-name", item).setAttribute("aria-current", "true");
  if (isNew) find("#opened h2")?.focus();
}

async function closeCategory(name) {
  try {
    await request("DELETE", address("/v1/categories/{name}", { name }));
    opened = null;
    find("#opened").replaceChildren();
    history.replaceState({}, "", "/categories");
    notify(say("categories.closed", { name: label(name) }));
    await fillList();
  } catch (problem) {
    complain(problem, () => closeCategory(name));
  }
}

/* Creating a category */

find("#open-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = find("#name").value.trim();
  // A name alone opens a category where an encoder sees it; where none does, the service says what is needed.
  const isByName = name !== none && (find("#by-name").checked || !draft.items.length);
  if (!name || !draft.items.length && !isByName) {
    notify(say(name ? "categories.needExamples" : "categories.needName"), { bad: true });
    (name ? find("#search input") : find("#name")).focus();
    return;
  }
  await busy(find("#open-button"), async () => {
    try {
      const report = await request("PUT", address("/v1/categories/{name}", { name }, { catches: 36 }), {
        ...(draft.items.length ? { examples: draft.examples } : {}), ...(isByName ? { text: name } : {}) });
      draft.keepPhotos(name);
      draft.clear();
      find("#name").value = "";
      find("#by-name").checked = false;
      opened = report.name;
      history.pushState({}, "", `?open=${part(report.name)}`);
      await fillList();
      show(report, true);
      announce(say("categories.openedNews", { name, count: count(report.catches.count) }));
    } catch (problem) {
      complain(problem);
    }
  });
});

acceptDrops(find("#draft"), { product: (product) => draft.add(product), photos: (files) => draft.addPhotos(files) });
find("#photos").addEventListener("change", async (event) => {
  await draft.addPhotos([...event.target.files]);
  event.target.value = "";
});
find("#name").value = draft.name;
find("#name").addEventListener("input", (event) => draft.rename(event.target.value));

let pause;
find("#search input").addEventListener("input", (event) => {
  clearTimeout(pause);
  pause = setTimeout(() => { search = event.target.value.trim(); fillShelf(); }, 180);
});
find("#search").addEventListener("submit", (event) => event.preventDefault());
find("#more").addEventListener("click", () => fillShelf({ more: true }));
addEventListener("popstate", () => {
  opened = new URLSearchParams(location.search).get("open");
  if (opened) open(opened, { quietly: true }); else find("#opened").replaceChildren();
});

fillShelf();
fillList().then(() => opened && open(opened, { quietly: true }));
root.dataset.ready = "true";
