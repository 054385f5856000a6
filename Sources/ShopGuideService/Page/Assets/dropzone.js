// Product tiles, and the drop zones and dialog that move them.

import { pictureOf } from "./api.js";
import { find, icon, make } from "./dom.js";
import { say } from "./words.js";

const kind = "application/x-shopguide-product";

/** The tile of a product or photo; `source` names its category, `picture` overrides the product's image. */
export function tile({ id, title, picture, source = "", mark, extra = [], actions = [], press, label }) {
  const image = make("img", { src: picture ?? pictureOf(id, 160), alt: "", loading: "lazy", draggable: "false" });
  const face = press
    ? make("button", { class: "picture", type: "button", "aria-label": label ?? title, onclick: press }, image)
    : make("div", { class: "picture" }, image);
  const item = make("li", { class: mark ? `tile ${mark}` : "tile", draggable: "true", "data-id": id, "data-source": source },
    face, make("p", { class: "title", dir: "auto", title: title.length > 60 ? title.slice(0, 300) : null }, title || id), ...extra,
    actions.length ? make("div", { class: "acts" }, ...actions) : null);
  item.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData(kind, JSON.stringify({ id, source, title }));
    event.dataTransfer.effectAllowed = "copyMove";
    document.body.classList.add("dragging");
  });
  item.addEventListener("dragend", () => document.body.classList.remove("dragging"));
  return item;
}

/** A round button of a tile. */
export const act = (name, label, press, kind = "") =>
  make("button", { class: `round ${kind}`, type: "button", "aria-label": label, title: label, onclick: press }, icon(name));

/** Makes an element accept dragged products, and photos where `photos` is given. */
export function acceptDrops(element, { product, photos }) {
  let depth = 0;
  const fits = (event) => event.dataTransfer.types.includes(kind) || (photos && event.dataTransfer.types.includes("Files"));
  element.addEventListener("dragenter", (event) => {
    if (!fits(event)) return;
    event.preventDefault();
    depth += 1;
    element.classList.add("over");
  });
  element.addEventListener("dragover", (event) => { if (fits(event)) event.preventDefault(); });
  element.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (!depth) element.classList.remove("over");
  });
  element.addEventListener("drop", (event) => {
    if (!fits(event)) return;
    event.preventDefault();
    event.stopPropagation();
    depth = 0;
    element.classList.remove("over");
    document.body.classList.remove("dragging");
    const carried = event.dataTransfer.getData(kind);
    if (carried) product(JSON.parse(carried));
    else if (photos) photos([...event.dataTransfer.files]);
  });
}

/** Opens a dialog with the destinations of a product: the keyboard's alternative to dragging. */
export function chooseDestination(title, destinations) {
  const dialog = find("#move");
  const close = () => dialog.close();
  dialog.replaceChildren(
    make("button", { class: "round close", type: "button", "aria-label": say("close"), onclick: close }, icon("close")),
    make("h2", { id: "move-heading" }, say("categories.move")), make("p", { class: "title quiet small", dir: "auto" }, title),
    make("ul", { class: "places", role: "list" }, destinations.map(({ name, go }) =>
      make("li", {}, make("button", { class: "button", type: "button", dir: "auto", onclick: () => { close(); go(); } }, name)))));
  dialog.showModal();
}

/** Scales a photo to at most 512 pixels and encodes it as JPEG in base64. */
export async function shrunk(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, 512 / Math.max(picture.width, picture.height));
  const canvas = make("canvas", { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) });
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return btoa(text);
}
