// The product map: embeddings in the plane, coloured by department; pans, zooms, and can be walked by keyboard.

import { pictureOf } from "./api.js";
import { announce, draw, find, icon, make } from "./dom.js";
import { count, say, text } from "./words.js";

const side = 1000;
const largest = 40;

/** Draws a map into an element. */
export function drawMap(place, items) {
  const [left, right] = [Math.min(...items.map((item) => item.x)), Math.max(...items.map((item) => item.x))];
  const [low, high] = [Math.min(...items.map((item) => item.y)), Math.max(...items.map((item) => item.y))];
  const groups = [...new Set(items.map((item) => item.group))].sort();
  const spots = items.map((item) => ({
    ...item, title: text(item.title) || item.product, color: groups.indexOf(item.group) % 8,
    px: 40 + ((item.x - left) / (right - left || 1)) * (side - 80), py: 40 + (1 - (item.y - low) / (high - low || 1)) * (side * 0.6 - 80) }));
  const layer = draw("g");
  const dots = spots.map((spot) => draw("circle", { class: `spot c${spot.color}`, cx: spot.px.toFixed(1), cy: spot.py.toFixed(1), r: 6 }));
  layer.append(...dots);
  const picture = draw("svg", { class: "sky", viewBox: `0 0 ${side} ${side * 0.6}`, tabindex: "0", role: "application", "aria-label": say("models.mapLabel", { count: count(items.length) }) }, layer);
  const card = make("div", { class: "found", hidden: true }, make("div", { class: "picture" }, make("img", { alt: "", width: 128, height: 128 })), make("p", { class: "title", dir: "auto" }), make("p", { class: "small quiet" }));
  const view = { x: 0, y: 0, zoom: 1 };
  let current = -1;

  function show() {
    view.zoom = Math.max(1, Math.min(largest, view.zoom));
    const room = (length) => length * (view.zoom - 1);
    view.x = Math.max(-room(side), Math.min(0, view.x));
    view.y = Math.max(-room(side * 0.6), Math.min(0, view.y));
    layer.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.zoom})`);
    const radius = (6 / Math.sqrt(view.zoom) ** 1.5).toFixed(2);
    for (const dot of dots) dot.setAttribute("r", radius);
    if (current >= 0) dots[current].setAttribute("r", radius * 1.9);
  }

  function zoom(factor, x = side / 2, y = side * 0.3) {
    const before = view.zoom;
    view.zoom = Math.max(1, Math.min(largest, view.zoom * factor));
    view.x = x - (x - view.x) * (view.zoom / before);
    view.y = y - (y - view.y) * (view.zoom / before);
    show();
  }

  function point(index, aloud = false) {
    if (current >= 0) dots[current].classList.remove("here");
    current = index;
    if (index < 0) { card.hidden = true; show(); return; }
    const spot = spots[index];
    dots[index].classList.add("here");
    layer.append(dots[index]);
    find(".picture", card).classList.remove("broken");
    find("img", card).src = pictureOf(spot.product, 160);
    find(".title", card).textContent = spot.title;
    find(".quiet", card).textContent = spot.group;
    card.hidden = false;
    if (aloud) announce(`${spot.title}, ${spot.group}`);
    show();
  }

  const at = (event) => {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    return [place.x, place.y];
  };

  function nearest(x, y, within) {
    let [best, distance] = [-1, within ** 2];
    spots.forEach((spot, index) => {
      const far = (spot.px * view.zoom + view.x - x) ** 2 + (spot.py * view.zoom + view.y - y) ** 2;
      if (far < distance) [best, distance] = [index, far];
    });
    return best;
  }

  picture.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.25 : 0.8, ...at(event)); }, { passive: false });
  let grip = null;
  picture.addEventListener("pointerdown", (event) => { grip = [...at(event), view.x, view.y]; picture.setPointerCapture(event.pointerId); });
  picture.addEventListener("pointermove", (event) => {
    const [x, y] = at(event);
    if (grip && (view.zoom > 1)) { [view.x, view.y] = [grip[2] + x - grip[0], grip[3] + y - grip[1]]; show(); }
    else point(nearest(x, y, 24));
  });
  picture.addEventListener("pointerup", (event) => { grip = null; point(nearest(...at(event), 30), true); });
  picture.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "+" || event.key === "=") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (event.key === "Escape") point(-1);
    else if (steps[event.key]) walk(...steps[event.key]);
    else return;
    event.preventDefault();
  });

  /* Moves to the nearest product in a direction. */
  function walk(dx, dy) {
    if (current < 0) { point(nearest(side / 2, side * 0.3, side), true); return; }
    const here = spots[current];
    let [best, cost] = [-1, Infinity];
    spots.forEach((spot, index) => {
      const [x, y] = [spot.px - here.px, spot.py - here.py];
      const [along, aside] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
      if (along > 0.5 && along + 2 * aside < cost) [best, cost] = [index, along + 2 * aside];
    });
    if (best >= 0) point(best, true);
  }

  place.replaceChildren(
    make("div", { class: "stage" }, picture, card,
      make("div", { class: "zoom" },
        make("button", { class: "round", type: "button", "aria-label": say("models.zoomIn"), onclick: () => zoom(1.5) }, icon("plus")),
        make("button", { class: "round", type: "button", "aria-label": say("models.zoomOut"), onclick: () => zoom(1 / 1.5) }, icon("minus")))),
    make("ul", { class: "legend dots", role: "list" }, ...groups.map((group, index) => make("li", { class: `c${index % 8}`, dir: "auto" }, group || "–"))));
  show();
}
