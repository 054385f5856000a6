// Shared by all views: the theme, the offline notice, other notices and busy buttons.

import { announce, find, icon, make } from "./dom.js";
import { say } from "./words.js";

/** Stores a choice in a cookie for a year; the server reads it too. */
export function remember(name, value) {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=strict`;
}

const root = document.documentElement;
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

function showTheme() {
  const button = find("#theme");
  button.setAttribute("aria-pressed", String(isDark()));
  button.title = say(isDark() ? "theme.light" : "theme.dark");
}

find("#theme").addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  remember("theme", root.dataset.theme);
  showTheme();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
showTheme();

/** Shows a notice until it is closed or its time is over. */
export function notify(text, { bad = false, action, label, stays = false } = {}) {
  const notice = make("div", { class: bad ? "notice bad" : "notice", role: bad ? "alert" : "status" },
    icon(bad ? "alert" : "check"), make("span", {}, text));
  const close = () => notice.remove();
  if (action) {
    notice.append(make("button", { class: "button", type: "button", onclick: () => { close(); action(); } }, label ?? say("again")));
  }
  find("#notices").append(notice);
  while (find("#notices").children.length > 3) find("#notices").firstElementChild.remove();
  if (!stays && !bad) setTimeout(close, 5000);
  if (bad && !stays) setTimeout(close, 15_000);
  return close;
}

/** Shows a problem, with a button to retry where `again` is given. */
export function complain(problem, again) {
  if (problem.isOffline) return notify(say("offline"), { bad: true, action: again, stays: Boolean(again) });
  if (problem.status === 401) return signIn();
  if (problem.status === undefined) console.error(problem);
  return notify(problem.status ? say("failed", { why: problem.message }) : say("fault"), { bad: true, action: again });
}

function signIn() {
  location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
}

let offline = null;
addEventListener("offline", () => { offline ??= notify(say("offline"), { bad: true, stays: true }); });
addEventListener("online", () => { offline?.(); offline = null; });

// A placeholder is drawn for an image that can't be loaded; error events of images don't bubble, so they are captured.
addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement) event.target.closest(".picture")?.classList.add("broken");
}, true);
for (const image of document.images) {
  if (image.complete && !image.naturalWidth && image.getAttribute("src")) image.closest(".picture")?.classList.add("broken");
}

/** A placeholder for missing content: an icon, a text and, where `again` is given, a button to retry. */
export const empty = (picture, words, again) => make("div", { class: "empty" }, icon(picture), make("p", {}, words),
  again ? make("button", { class: "button", type: "button", onclick: again }, say("again")) : null);

/** Runs the request of a button and announces its success or failure; returns the response, or undefined on failure. */
export const change = (button, request, words) => busy(button, async () => {
  let answer;
  try { answer = await request() ?? true; } catch (problem) { complain(problem); return undefined; }
  notify(words);
  announce(words);
  return answer;
});

/** Marks a button as busy while `work` runs. */
export async function busy(button, work) {
  button?.setAttribute("aria-busy", "true");
  try { return await work(); } finally { button?.removeAttribute("aria-busy"); }
}
