// Experiments: results, starting and stopping.

import { part, request } from "./api.js";
import { bar, find, make } from "./dom.js";
import { change, complain } from "./frame.js";
import { count, moment, percent, say } from "./words.js";

/** The form that starts an experiment; absent without scope admin. */
const form = find("#begin");

/** Shows all experiments with their results so far. */
export async function fillTrials() {
  const place = find("#trials");
  let trials = [];
  try {
    const list = (await request("GET", "/v1/experiments")).experiments;
    trials = await Promise.all(list.map((trial) => request("GET", `/v1/experiments/${part(trial.name)}`)));
  } catch (problem) { complain(problem); }
  if (!trials.length) { place.replaceChildren(make("p", { class: "quiet" }, say("models.noTrials"))); return; }
  place.replaceChildren(...trials.map(({ experiment, results }) => make("article", { class: "trial" },
    make("div", {}, make("h3", { dir: "auto" }, experiment.name),
      make("p", { class: "small quiet" }, [say("models.since", { when: moment(experiment.started) }),
        experiment.stopped && say("models.ended", { when: moment(experiment.stopped) })].filter(Boolean).join(" · ")),
      experiment.stopped || !form ? null : make("button", { class: "button", type: "button", onclick: (event) => end(event.currentTarget, experiment.name) }, say("models.end"))),
    make("ul", { class: "bars", role: "list" }, ["a", "b"].flatMap((arm) => ["clicks", "purchases"].map((what) => rate(experiment[arm], what, results[arm])))),
    make("p", { class: "small quiet" }, !results.a.exposures || !results.b.exposures ? say("models.noGap") : [["clicks", results.clickDifference], ["purchases", results.purchaseDifference]].map(([what, gap]) =>
      say(`models.gap.${what}`, { low: percent(gap.low, 1), high: percent(gap.high, 1) })).join(" · ")))));
}

function rate(name, what, arm) {
  const { rate: share, low, high } = arm[what];
  return make("li", {}, make("span", { dir: "auto", title: say("models.people", { count: count(arm.shoppers) }) }, `${name}, ${say(`models.${what}`)}`), bar(share ?? 0),
    make("span", { class: "number" }, share == null ? "–" : `${percent(share, 1)} (${percent(low, 1)}–${percent(high, 1)})`));
}

async function end(button, name) {
  if (await change(button, () => request("POST", `/v1/experiments/${part(name)}/stop`), say("models.over", { name }))) await fillTrials();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const trial = Object.fromEntries(new FormData(form));
  if (!await change(find("button", form), () => request("POST", "/v1/experiments", trial), say("models.begun", { name: trial.name }))) return;
  form.reset();
  await fillTrials();
});
