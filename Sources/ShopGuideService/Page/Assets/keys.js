// Keys: listing, creating and revoking them.

import { part, request } from "./api.js";
import { find, icon, make } from "./dom.js";
import { change, complain, empty } from "./frame.js";
import { moment, say } from "./words.js";

/** The form that creates a key; absent without scope admin. */
const form = find("#make-key");

/** Shows all keys of the shop. */
export async function fillKeys() {
  const place = find("#keys");
  try {
    const { items } = await request("GET", "/v1/keys");
    place.replaceChildren(items.length ? table(items) : make("p", { class: "quiet" }, say("models.noKeys")));
  } catch (problem) {
    if (problem.status === 403) { place.replaceChildren(make("p", { class: "quiet" }, say("models.keysHidden"))); return; }
    place.replaceChildren(empty("alert", say("models.lost"), fillKeys));
    complain(problem);
  }
}

const table = (items) => make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "keys-heading" }, make("table", {},
  make("thead", {}, make("tr", {}, ...["key", "tenant", "scope", "made", "note"].map((name) => make("th", { scope: "col" }, say(`models.${name}`))), make("td"))),
  make("tbody", {}, ...items.map(row))));

const row = (key) => make("tr", { "data-id": key.id },
  make("th", { scope: "row" }, make("code", {}, `${key.id}…`), key.current ? make("span", { class: "small now" }, icon("check"), say("models.inUse")) : null),
  make("td", {}, key.tenant),
  make("td", {}, make("strong", {}, key.scope), make("span", { class: "small quiet" }, ` ${say(`models.scope.${key.scope}`)}`)),
  make("td", { class: "small" }, moment(key.created)), make("td", {}, make("span", { class: "small clip", dir: "auto" }, key.note ?? "")),
  make("td", {}, key.current || !form ? null : make("button", { class: "button plain", type: "button", "aria-label": say("models.revokeOne", { name: key.id }),
    onclick: () => confirmRevoking(key) }, say("models.revoke"))));

/* Revoking can't be undone, so it must be confirmed. */
function confirmRevoking(key) {
  const dialog = find("#revoke");
  const close = () => dialog.close();
  const go = make("button", { class: "button main", type: "button", onclick: () => revoke(go, key, close) }, say("models.revoke"));
  dialog.replaceChildren(
    make("h2", { id: "revoke-heading" }, say("models.revokeOne", { name: `${key.id}…` })),
    make("p", { class: "quiet small" }, say("models.revokeHow")),
    make("p", { class: "title small", dir: "auto" }, [key.scope, key.note].filter(Boolean).join(" · ")),
    make("div", { class: "row" }, go, make("button", { class: "button", type: "button", onclick: close }, say("models.keep"))));
  dialog.showModal();
}

async function revoke(button, key, close) {
  const isDone = await change(button, () => request("DELETE", `/v1/keys/${part(key.id)}`), say("models.revoked", { name: key.id }));
  close();
  if (!isDone) return;
  if (find("#made-key").dataset.id === key.id) find("#made-key").hidden = true;
  await fillKeys();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { scope, note } = Object.fromEntries(new FormData(form));
  const made = await change(find("button", form), () => request("POST", "/v1/keys", { scope, ...(note.trim() && { note: note.trim() }) }), say("models.keyMade"));
  if (!made) return;
  form.reset();
  show(made);
  await fillKeys();
});

/* The key is held by this page only, until it is closed or another key is created. */
function show({ id, key }) {
  const place = find("#made-key");
  const field = make("input", { id: "new-key", readonly: true, value: key, spellcheck: "false", onfocus: () => field.select() });
  const copy = make("button", { class: "button", type: "button", onclick: async () => {
    field.select();
    try { await navigator.clipboard.writeText(key); copy.textContent = say("models.copied"); } catch { field.focus(); }
  } }, say("models.copy"));
  place.dataset.id = id;
  place.replaceChildren(make("div", { class: "field grow" }, make("label", { for: "new-key" }, say("models.newKey")), field), copy,
    make("button", { class: "round", type: "button", "aria-label": say("close"), onclick: () => { place.hidden = true; place.replaceChildren(); } }, icon("close")));
  place.hidden = false;
  field.focus();
}
