// The confidence gauge: an arc, and a line over interactions.

import { draw, make } from "./dom.js";
import { percent } from "./words.js";

const turn = Math.PI;

function arc(from, to, radius = 80) {
  const point = (share) => `${(100 - radius * Math.cos(turn * share)).toFixed(2)} ${(100 - radius * Math.sin(turn * share)).toFixed(2)}`;
  return `M${point(from)}A${radius} ${radius} 0 0 1 ${point(to)}`;
}

/** A share, 0…1, on an arc, with its interval if there is one. */
export function gauge({ share, interval, label }) {
  const value = Math.max(0, Math.min(1, share ?? 0));
  const parts = [draw("path", { class: "dial", d: arc(0, 1) })];
  if (interval) parts.push(draw("path", { class: "range", d: arc(interval[0], Math.max(interval[1], interval[0] + 0.001)) }));
  if (value > 0 && !interval) parts.push(draw("path", { class: "reading", d: arc(0, value) }));
  if (interval) parts.push(draw("path", { class: "pin", d: arc(Math.max(0, value - 0.008), Math.min(1, value + 0.008)) }));
  const text = draw("text", { x: 100, y: 96, "text-anchor": "middle" });
  text.textContent = share == null ? "–" : percent(value);
  const picture = draw("svg", { viewBox: "8 8 184 98", "aria-hidden": "true" }, ...parts, text);
  return make("div", {
    class: "gauge", role: "meter", "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "1", "aria-valuenow": value.toFixed(2),
    "aria-valuetext": share == null ? "–" : percent(value) }, picture);
}

/** A series of shares, 0…1, as a line; each point has its text as a tooltip. */
export function learningLine(points, label) {
  const [width, height, edge] = [280, 84, 8];
  const x = (index) => edge + (points.length < 2 ? 0 : (index / (points.length - 1)) * (width - 2 * edge));
  const y = (share) => height - edge - share * (height - 2 * edge);
  const path = points.map((point, index) => `${index ? "L" : "M"}${x(index).toFixed(1)} ${y(point.share).toFixed(1)}`).join("");
  const dots = points.map((point, index) => {
    const title = draw("title");
    title.textContent = point.words;
    return draw("circle", { class: point.kind, cx: x(index).toFixed(1), cy: y(point.share).toFixed(1), r: index === points.length - 1 ? 5 : 3.5 }, title);
  });
  const floor = draw("line", { class: "floor", x1: edge, x2: width - edge, y1: height - edge, y2: height - edge });
  const area = points.length > 1
    ? [draw("path", { class: "area", d: `${path}L${x(points.length - 1).toFixed(1)} ${height - edge}L${edge} ${height - edge}Z` })] : [];
  return draw("svg", { class: "learning", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    floor, ...area, draw("path", { class: "trace", d: path }), ...dots);
}
