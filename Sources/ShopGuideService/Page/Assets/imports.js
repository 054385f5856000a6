// Imports: a file is dropped or chosen, looked at, imported and watched.

import { request, sendFile } from "./api.js";
import { find, make } from "./dom.js";
import { change, complain, empty } from "./frame.js";
import { count, moment, say } from "./words.js";

/** The largest file that is looked at before it is imported. */
const previewed = 16 << 20;
const shown = 5;
const field = find("#import-file");
const look = find("#import-look");

/** Shows the latest imports, and follows those that are under way. */
export async function fillImports() {
  const place = find("#imports");
  try {
    const { items } = await request("GET", `/v1/imports?limit=${shown}`);
    place.replaceChildren(...(items.length ? items.map(item) : [make("p", { class: "quiet" }, say("models.noImports"))]));
    if (items.some(isOpen)) setTimeout(fillImports, 1000);
  } catch (problem) {
    place.replaceChildren(empty("alert", say("models.lost"), fillImports));
    complain(problem);
  }
}

const isOpen = ({ state }) => state === "queued" || state === "running";

const item = (job) => make("article", { class: "stack import", "data-id": job.id, "data-state": job.state },
  make("p", {}, make("strong", { dir: "auto" }, job.source), make("span", { class: "small quiet" }, ` ${moment(job.created)} · ${say(`models.importState.${job.state}`)}`)),
  isOpen(job) ? make("progress", { "aria-label": job.source, max: job.bytes || null, value: job.bytes ? job.read : null }) : null,
  make("p", { class: "small" }, say("models.importRows", { stored: count(job.stored), added: count(job.added) })),
  ...[...job.remarks, ...job.notes, job.problem ?? ""].filter(Boolean).map((words) => make("p", { class: "small quiet", dir: "auto" }, words)),
  job.rejected ? make("p", { class: "small" }, make("a", { href: `/v1/imports/${job.id}/rejected`, download: true }, say("models.importRejected", { count: count(job.rejected) }))) : null,
  isOpen(job) && field ? make("div", { class: "row" }, make("button", { class: "button", type: "button", onclick: (event) => cancel(event.currentTarget, job) }, say("models.importCancel"))) : null);

async function cancel(button, job) {
  await change(button, () => request("DELETE", `/v1/imports/${job.id}`), say("models.importCancelled", { name: job.source }));
  await fillImports();
}

const address = (file, more = "") => `/v1/imports?${new URLSearchParams({ name: file.name.replaceAll("/", "_").slice(-80) })}${more}`;

async function preview(file) {
  const go = make("button", { class: "button main", type: "button", onclick: () => begin(go, file) }, say("models.importGo", { name: file.name }));
  look.hidden = false;
  if (file.size > previewed) {
    look.replaceChildren(make("p", { class: "small" }, say("models.importLarge", { name: file.name })), make("div", { class: "row" }, go));
    return;
  }
  look.replaceChildren(make("progress", { "aria-label": file.name }));
  try {
    const found = await sendFile(address(file, "&dry-run=true"), file);
    look.replaceChildren(...found.remarks.map((words) => make("p", { class: "small quiet", dir: "auto" }, words)),
      make("p", { class: "small" }, say(`models.importKind.${found.kind}`)),
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "imports-heading" },
        ...found.rows.map((row) => make("p", { class: "small" }, make("code", { dir: "auto" }, row.rejected ?? JSON.stringify(row))))),
      make("div", { class: "row" }, go));
    go.focus();
  } catch (problem) {
    look.hidden = true;
    complain(problem);
  }
}

async function begin(button, file) {
  const job = await change(button, () => sendFile(address(file), file), say("models.importBegun", { name: file.name }));
  if (!job) return;
  look.hidden = true;
  field.value = "";
  await fillImports();
}

field?.addEventListener("change", () => field.files[0] && preview(field.files[0]));

const panel = find("#importing");
if (field) {
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) preview(file);
  });
}
