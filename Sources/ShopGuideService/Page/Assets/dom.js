// Finding, creating and reordering elements. Text is inserted as text only.

/** The first element that matches a selector. */
export const find = (selector, within = document) => within.querySelector(selector);

/** All elements that match a selector. */
export const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

/** A new element with attributes and children: strings become text, `null`, `undefined` and `false` are skipped. */
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

/** A new SVG element. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** An icon of the page's set. */
export const icon = (name) =>
  draw("svg", { class: "icon", "aria-hidden": "true" }, draw("use", { href: `#i-${name}` }));

/** A share, 0…1, as a bar; decorative, so its value must stand beside it. */
export function bar(share, kind = "") {
  const width = Math.max(0, Math.min(1, share || 0)) * 100;
  return draw("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { class: kind, width: width.toFixed(2), height: 8 }));
}

/** Whether the reader prefers reduced motion. */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Replaces the items of a list and animates those that stay from their old positions. */
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

/** Announces a change to screen readers. */
export function announce(text) {
  const region = find("#news");
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = text));
}
