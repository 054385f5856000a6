// The search box of the guide: words, a photo that was chosen or dropped, or both.

import { find, icon, make } from "./dom.js";
import { acceptDrops, shrunk } from "./dropzone.js";
import { notify } from "./frame.js";
import { say } from "./words.js";

const form = find("#search");
const input = find("#search input[type=search]");
const chosen = find("#search-photo");
let photo = null;
let pause;

/** The fields of the search that is under way; `null` where there is none. */
export function wanted() {
  const words = input.value.trim();
  return words || photo ? { ...(words ? { text: words } : {}), ...(photo ? { image: photo.image } : {}) } : null;
}

/** The words of the search as the page shows them. */
export const wantedName = () => [input.value.trim() && `“${input.value.trim()}”`, photo && say("guide.photo")].filter(Boolean).join(" + ");

/** Ends the search. */
export function endSearch() {
  input.value = "";
  setPhoto(null);
}

/** Calls `change` whenever something else is looked for; photos may be dropped on `zone`. */
export function onSearch(zone, change) {
  input.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(change, 220); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(pause); change(); });
  find("#photo").addEventListener("change", async (event) => { await take(event.target.files[0], change); event.target.value = ""; });
  acceptDrops(zone, { product: () => {}, photos: (files) => take(files[0], change) });
}

async function take(file, change) {
  if (!file) return;
  try {
    setPhoto({ image: await shrunk(file), address: URL.createObjectURL(file) }, change);
    change();
  } catch {
    notify(say("guide.photoUnusable", { name: file.name }), { bad: true });
  }
}

function setPhoto(next, change) {
  if (photo) URL.revokeObjectURL(photo.address);
  photo = next;
  chosen.replaceChildren(...(next ? [
    make("img", { src: next.address, alt: say("guide.photo"), width: 44, height: 44 }),
    make("button", { class: "round", type: "button", "aria-label": say("guide.photoRemove"), title: say("guide.photoRemove"),
      onclick: () => { setPhoto(null); input.focus(); change(); } }, icon("close"))] : []));
  chosen.hidden = !next;
}
