/** The page /try/: places calls, gives faults, and says what has come of the words. */
import type { LiveCallView } from "../live-call.ts";

const POLL_MS = 500;

function element<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page lacks #${id}`);
}

const sampleForm = element("sample-form", HTMLFormElement);
const ownForm = element("own-form", HTMLFormElement);
const recording = element("recording", HTMLInputElement);
const state = element("state", HTMLParagraphElement);
const faults = element("faults", HTMLDivElement);
const buttons = [...faults.querySelectorAll("button")];

interface Placed {
  panelPath: string;
  consolePath: string;
  problem?: string;
}

async function post<Answer>(path: string, form: FormData): Promise<Answer> {
  const response = await fetch(`/try/api/${path}`, { method: "POST", body: form });
  return (await response.json()) as Answer;
}

async function place(path: string, form: HTMLFormElement): Promise<void> {
  tell("Placing the call ...", false);
  const placed = await post<Placed>(path, new FormData(form));
  if (placed.problem !== undefined) {
    tell(placed.problem, true);
    return;
  }
  element("panel", HTMLIFrameElement).src = placed.panelPath;
  element("console", HTMLIFrameElement).src = placed.consolePath;
}

function tell(text: string, isBad: boolean): void {
  if (state.textContent !== text) state.textContent = text;
  state.classList.toggle("bad", isBad);
}

function show(view: LiveCallView): void {
  const isUp = view.state === "running" || view.state === "held";
  for (const button of buttons) {
    button.disabled = !isUp;
    const { fault } = button.dataset;
    if (fault !== "hold" && fault !== "resume") continue;
    button.dataset.fault = view.state === "held" ? "resume" : "hold";
    button.textContent = view.state === "held" ? "Resume" : "Hold";
  }
  const words = `${view.wordsShown} of ${view.wordsExpected} spoken words on the screen`;
  if (view.state !== "over") {
    tell(`${NAMES[view.state]}: ${view.title}. ${words}.`, false);
    return;
  }
  const lost =
    view.lost.length === 0 ? "0 words lost" : `${view.lost.length} words lost: ${view.lost.join(" ")}`;
  const problem = view.problem === "" ? "" : ` ${view.problem}.`;
  tell(
    `Over: ${view.title}. ${words}, ${lost}, ${view.duplicated} doubled.${problem}`,
    view.lost.length > 0 || problem !== "",
  );
}

const NAMES = { running: "In progress", held: "On hold", ending: "Ending", over: "Over" };

async function poll(): Promise<void> {
  try {
    const view = (await (await fetch("/try/api/state")).json()) as LiveCallView | null;
    if (view !== null) show(view);
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
  void place("sample", sampleForm);
});
ownForm.addEventListener("submit", (event) => {
  event.preventDefault();
  void place("own", ownForm);
});
faults.addEventListener("click", (event) => {
  const fault = event.target instanceof HTMLButtonElement ? event.target.dataset.fault : undefined;
  if (fault === undefined) return;
  const form = new FormData();
  form.set("fault", fault);
  void post<LiveCallView>("fault", form).then(show);
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
  void place("own", ownForm);
});

void listSamples();
void poll();
