// Reading, making and moving elements. Text only ever goes in as text.

/** The first element that a selector finds. */
export const find = (selector, within = document) => within.querySelector(selector);

/** All elements that a selector finds. */
export const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

/** An element with attributes and children; a child that is a string becomes text, one that is missing nothing. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

const space = "http://www.w3.org/2000/svg";

/** A drawn element. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A picture from the page's set. */
export const icon = (name) =>
  draw("svg", { class: "icon", "aria-hidden": "true" }, draw("use", { href: `#i-${name}` }));

/** A share of one as a bar; what it means is told beside it. */
export function bar(share, kind = "") {
  const width = Math.max(0, Math.min(1, share || 0)) * 100;
  return draw("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { class: kind, width: width.toFixed(2), height: 8 }));
}

/** Whether the one who looks wants things to stand still. */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Puts items into a list in a new order, and lets those that stay glide to where they are now. */
export function reorder(list, items) {
  const before = new Map([...list.children].map((item) => [item, item.getBoundingClientRect()]));
  list.replaceChildren(...items);
  if (isStill()) return;
  for (const item of items) {
    const old = before.get(item);
    if (!old) {
      item.animate([{ opacity: 0, scale: 0.96 }, { opacity: 1, scale: 1 }], { duration: 240, easing: "ease-out" });
      continue;
    }
    const now = item.getBoundingClientRect();
    const [x, y] = [old.x - now.x, old.y - now.y];
    if (x || y) item.animate([{ translate: `${x}px ${y}px` }, { translate: "0 0" }], { duration: 320, easing: "cubic-bezier(.2,.7,.2,1)" });
  }
}

/** Tells those who listen what has changed. */
export function announce(text) {
  const region = find("#news");
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = text));
}
