/** The page /try/: places calls, gives faults, and says what has come of the words. */
import type { LiveCallView } from "../live-call.ts";
import { element } from "./element.ts";
import { post } from "./post.ts";
import { type Placed, prepareSpeaking } from "./speak.ts";

const POLL_MS = 500;

const sampleForm = element("sample-form", HTMLFormElement);
const ownForm = element("own-form", HTMLFormElement);
const recording = element("recording", HTMLInputElement);
const state = element("state", HTMLParagraphElement);
const problem = element("problem", HTMLParagraphElement);
const faults = element("faults", HTMLDivElement);
const buttons = [...faults.querySelectorAll("button")];

let underWay = 0;
/** Calls asked for and answered: what was asked before the last answer may tell of the call before. */
let answered = 0;

async function place(path: string, form: FormData): Promise<Placed | undefined> {
  problem.textContent = "";
  tell("Placing the call ...", false);
  underWay += 1;
  try {
    const placed = await post<Placed>(path, form);
    problem.textContent = placed.problem ?? "";
    if (placed.problem !== undefined) {
      tell("No call was placed.", true);
      return undefined;
    }
    element("panel", HTMLIFrameElement).src = placed.panelPath;
    element("console", HTMLIFrameElement).src = placed.consolePath;
    return placed;
  } finally {
    underWay -= 1;
    answered += 1;
  }
}

const speaking = prepareSpeaking(() => place("speak", new FormData()));

function tell(text: string, isBad: boolean): void {
  if (state.textContent !== text) state.textContent = text;
  state.classList.toggle("bad", isBad);
}

function show(view: LiveCallView): void {
  speaking.show(view);
  const isUp = view.state === "running" || view.state === "held";
  for (const button of buttons) {
    const { fault } = button.dataset;
    button.disabled = !isUp || !view.faults.some((possible) => possible === fault);
    if (fault !== "hold" && fault !== "resume") continue;
    button.dataset.fault = view.state === "held" ? "resume" : "hold";
    button.textContent = view.state === "held" ? "Resume" : "Hold";
  }
  const words = view.isHeardByGoogle
    ? `${view.wordsShown} words of Google's on the screen`
    : `${view.wordsShown} of ${view.wordsExpected} spoken words on the screen`;
  if (view.state !== "over") {
    tell(`${NAMES[view.state]}: ${view.title}. ${words}.`, false);
    return;
  }
  const problem = view.problem === "" ? "" : ` ${view.problem}.`;
  tell(
    `Over: ${view.title}. ${words}${view.isHeardByGoogle ? "" : lossOf(view)}.${problem}`,
    view.lost.length > 0 || problem !== "",
  );
}

function lossOf({ lost, duplicated }: LiveCallView): string {
  const words = lost.length === 0 ? "0 words lost" : `${lost.length} words lost: ${lost.join(" ")}`;
  return `, ${words}, ${duplicated} doubled`;
}

const NAMES = { running: "In progress", held: "On hold", ending: "Ending", over: "Over" };

async function poll(): Promise<void> {
  const before = answered;
  try {
    const view = (await (await fetch("/try/api/state")).json()) as LiveCallView | null;
    if (view !== null && underWay === 0 && before === answered) show(view);
  } catch {
    tell("The demo does not answer any more. Start it again.", true);
  }
  setTimeout(() => void poll(), POLL_MS);
}

async function listSamples(): Promise<void> {
  const samples = (await (await fetch("/try/api/samples")).json()) as { name: string; title: string }[];
  const select = element("sample", HTMLSelectElement);
  for (const { name, title } of samples) select.add(new Option(title, name));
}

sampleForm.addEventListener("submit", (event) => {
  event.preventDefault();
  void place("sample", new FormData(sampleForm));
});
ownForm.addEventListener("submit", (event) => {
  event.preventDefault();
  void place("own", new FormData(ownForm));
});
faults.addEventListener("click", (event) => {
  const fault = event.target instanceof HTMLButtonElement ? event.target.dataset.fault : undefined;
  if (fault === undefined) return;
  const form = new FormData();
  form.set("fault", fault);
  const before = answered;
  void post<LiveCallView & { problem?: string }>("fault", form).then((view) => {
    if (view.state === undefined) problem.textContent = view.problem ?? "";
    else if (before === answered) show(view);
  });
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  const files = event.dataTransfer?.files;
  if (files === undefined || files.length === 0) return;
  recording.files = files;
  void place("own", new FormData(ownForm));
});

void listSamples();
void poll();
// What make demo MIC=1 opens.
if (location.hash === "#speak") element("speak", HTMLButtonElement).focus();
