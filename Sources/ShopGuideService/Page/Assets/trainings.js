// Trainings on the shop's own data: begun, watched, cancelled, resumed, and what came out activated.

import { part, request } from "./api.js";
import { find, make } from "./dom.js";
import { change, complain, empty } from "./frame.js";
import { count, decimal, moment, percent, say } from "./words.js";

const shown = 5;
/** The form that begins a training; absent without scope admin. */
const form = find("#learn");
let timer = 0;

/** Shows the latest trainings, and follows the one that is under way. */
export async function fillLessons() {
  const place = find("#lessons");
  clearTimeout(timer);
  try {
    const { items } = await request("GET", "/v1/trainings?kind=shop");
    place.replaceChildren(...(items.length ? items.slice(0, shown).map(lesson) : [make("p", { class: "quiet" }, say("models.noLessons"))]));
    const isBusy = items.some(isOpen);
    if (form) find("button", form).disabled = isBusy;
    if (isBusy) timer = setTimeout(fillLessons, document.hidden ? 10_000 : 1500);
  } catch (problem) {
    place.replaceChildren(empty("alert", say("models.lost"), fillLessons));
    complain(problem);
  }
}

const isOpen = ({ state }) => state === "waiting" || state === "running";

const lesson = (job) => make("article", { class: "stack import", "data-id": job.id, "data-state": job.state },
  make("p", {}, make("strong", { dir: "auto" }, job.id), make("span", { class: "small quiet" },
    ` ${[moment(job.created), say(`models.lesson.${job.state}`), job.cause === "schedule" && say("models.scheduled"), job.active && say("models.serves")].filter(Boolean).join(" · ")}`)),
  isOpen(job) ? make("progress", { "aria-label": job.id, max: 1, value: job.progress }) : null,
  job.stage ? make("p", { class: "small quiet clip", dir: "auto", title: job.stage }, `${percent(job.progress ?? 0)} · ${job.stage}`) : null,
  job.problem ? make("p", { class: "small", dir: "auto" }, job.problem) : null,
  ...(job.outcome ? summary(job) : []),
  actions(job));

/** What came out: the learner that was chosen, how far ahead it is, and how well the best of each kind ranks. */
function summary({ id, outcome }) {
  const [advantage, error] = outcome.advantage;
  const names = { chosen: outcome.report.chosen, active: outcome.active };
  const known = outcome.report.tables.find((table) => table.protocol === "known") ?? outcome.report.tables[0];
  return [
    make("p", { class: "small" }, !outcome.learner ? say("models.lessonNone", { why: outcome.report.notes[0] ?? "" })
      : advantage === undefined ? say("models.lessonUnmeasured", names)
        : say(outcome.isBetter ? "models.lessonBetter" : "models.lessonWorse", { ...names, advantage: decimal(advantage, 4), error: decimal(error, 4) })),
    known ? make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "learning-heading" }, make("table", {},
      make("caption", { class: "small quiet" }, say("models.lessonTable", { count: count(known.shoppers) })),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, say("models.fact.learner")), ...["nDCG@10", "recall@10"].map((name) => make("th", { scope: "col", class: "number" }, name)))),
      make("tbody", {}, ...known.rows.toReversed().slice(0, 6).map((row) => make("tr", {}, make("th", { scope: "row" }, row.learner),
        ...[row.ndcg10, row.recall10].map((value) => make("td", { class: "number" }, decimal(value, 3)))))))) : null,
    make("p", { class: "small" }, make("a", { href: `/v1/trainings/${part(id)}/report` }, say("models.lessonReport"))),
  ].filter(Boolean);
}

function actions(job) {
  if (!form) return null;
  const button = (words, method, path, done, kind = "button") => make("button", { class: kind, type: "button", onclick: async (event) => {
    await change(event.currentTarget, () => request(method, `/v1/trainings/${part(job.id)}${path}`), say(done, { name: job.id, learner: job.outcome?.learner ?? "" }));
    await fillLessons();
  } }, say(words));
  const buttons = [
    isOpen(job) ? button("models.lessonCancel", "DELETE", "", "models.lessonCancelled") : null,
    ["stopped", "cancelled", "failed"].includes(job.state) ? button("models.lessonResume", "POST", "/resume", "models.lessonResumed") : null,
    job.outcome?.learner && !job.active ? button("models.activate", "POST", "/activate", "models.lessonActivated", job.outcome.isBetter ? "button main" : "button") : null,
  ].filter(Boolean);
  return buttons.length ? make("div", { class: "row" }, ...buttons) : null;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const budget = Number(new FormData(form).get("budget"));
  await change(find("button", form), () => request("POST", "/v1/trainings", { budget }), say("models.lessonBegun"));
  await fillLessons();
});
