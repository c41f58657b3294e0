/** Background jobs: how many wait, and those that were given up, each with a retry after a question. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../contract/access.ts";
import type { DeadLetter, JobQueueReport } from "../../../contract/operations.ts";
import type { OperatorApi } from "../data/api.ts";
import { messageOf } from "../data/request.ts";
import type { ConfirmDialog } from "../parts/confirm-dialog.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { countOf, formatNumber } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { callHref } from "../router.ts";
import { Loading } from "./loading.ts";
import { failureLine, type Note, noteLine } from "./notes.ts";
import { pageStyles } from "./page-styles.ts";
import "../parts/confirm-dialog.ts";
import "../parts/time-ago.ts";

const QUEUES: Readonly<Record<string, { title: string; hint: string }>> = {
  mediastream: {
    title: "MediaStream reports",
    hint: "Status reports of Five9 about a call's streams. One that comes before its call is known is tried again.",
  },
  webhook: {
    title: "Suggestion webhook",
    hint: "Suggestions on their way to an outside recipient. A final refusal is kept for a day.",
  },
};
const COUNTS: readonly (readonly [name: string, label: string])[] = [
  ["waiting", "waiting"],
  ["active", "running"],
  ["delayed", "to be tried again"],
  ["completed", "done"],
  ["deadLetters", "given up"],
];

type Deed = "retry" | "discard";

export class JobsPage extends LitElement {
  static override properties = {
    api: { attribute: false },
    session: { attribute: false },
    note: { state: true },
  };
  declare api: OperatorApi;
  declare session: OperatorSession;
  declare note: Note | undefined;

  static override styles = [controlStyles, pageStyles];
  readonly #queues = new Loading<JobQueueReport[]>(this);

  protected override firstUpdated(): void {
    this.#load();
  }

  override render(): TemplateResult {
    const { value, failure, isUnderWay } = this.#queues;
    return html`<div class="page">
      <div class="head">
        <h1>Jobs</h1>
        <button class="button" type="button" ?disabled=${isUnderWay} @click=${() => this.#load()}>
          ${icon("refresh", 14)}Refresh
        </button>
      </div>
      ${failureLine(failure)} ${noteLine(this.note)}
      ${value?.map((queue) => this.#queue(queue)) ?? (failure === "" ? html`<p class="hint">Fetching jobs</p>` : nothing)}
      <confirm-dialog></confirm-dialog>
    </div>`;
  }

  #queue(queue: JobQueueReport): TemplateResult {
    const { title, hint } = QUEUES[queue.name] ?? { title: queue.name, hint: "" };
    return html`<section aria-label=${title}>
      <div class="head"><h2>${title}</h2></div>
      <p class="hint">${hint}</p>
      ${queue.isStarted ? nothing : html`<p>This queue is still starting. Senders are asked to try again.</p>`}
      <dl class="figures">
        ${COUNTS.filter(([name]) => queue.counts[name] !== undefined).map(([name, label]) => {
          const count = queue.counts[name] ?? 0;
          return html`<div data-tone=${name === "deadLetters" && count > 0 ? "bad" : nothing}>
            <dt>${label}</dt>
            <dd>${formatNumber(count)}</dd>
          </div>`;
        })}
      </dl>
      ${queue.deadLetters.length === 0 ? nothing : this.#letters(queue)}
    </section>`;
  }

  #letters(queue: JobQueueReport): TemplateResult {
    const kinds = queue.kinds.filter((kind) => queue.deadLetters.some((letter) => letter.kind === kind));
    return html`${kinds.map(
      (kind) => html`<div class="deeds">
        ${this.#button("retry", `Try all of ${kind} again`, () => this.#treatAll("retry", queue, kind))}
        ${this.#button("discard", `Discard all of ${kind}`, () => this.#treatAll("discard", queue, kind))}
      </div>`,
    )}
    <div class="table" tabindex="0" role="group" aria-label="Given up: ${QUEUES[queue.name]?.title ?? queue.name}">
      <table>
        <thead>
          <tr><th>Given up</th><th>What</th><th>Call</th><th>Reason</th><th>Tries</th><th><span class="unseen">Action</span></th></tr>
        </thead>
        <tbody>
          ${queue.deadLetters.map(
            (letter) => html`<tr>
              <td class="when" data-name="Given up"><time-ago .atMs=${letter.failedAtMs}></time-ago></td>
              <td data-name="What">${letter.about ?? "unknown"}</td>
              <td data-name="Call">
                ${letter.callKey === undefined ? html`<span class="soft">none</span>` : html`<a class="mono" href=${callHref(letter.callKey)}>${letter.callKey}</a>`}
              </td>
              <td data-name="Reason">${letter.reason}${letter.payload === undefined ? nothing : html`<details><summary>What it carried</summary><pre>${JSON.stringify(letter.payload, null, 1)}</pre></details>`}</td>
              <td data-name="Tries">${letter.attempts}</td>
              <td><div class="deeds">
                ${this.#button("retry", "Try again", () => this.#treat("retry", queue.name, letter))}
                ${this.#button("discard", "Discard", () => this.#treat("discard", queue.name, letter))}
              </div></td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #button(deed: Deed, text: string, work: () => Promise<void>): TemplateResult {
    const mayAct = this.session.roles.includes("act");
    return html`<button
      class="button"
      type="button"
      ?disabled=${!mayAct}
      title=${mayAct ? nothing : "Your token does not have the role act"}
      @click=${() => void work()}
    >
      ${deed === "retry" ? icon("refresh", 13) : nothing}${text}
    </button>`;
  }

  async #treat(deed: Deed, queue: string, letter: DeadLetter): Promise<void> {
    const given = `It was given up after ${countOf(letter.attempts, "try", "tries")}: ${letter.reason}.`;
    const then = deed === "retry" ? "It gets all its attempts again" : "It cannot be restored";
    await this.#ask(
      {
        title: deed === "retry" ? "Try this job again?" : "Discard this job?",
        text: `${given} ${then}, and the audit notes who asked.`,
        confirm: deed === "retry" ? "Try again" : "Discard",
      },
      async () => {
        await this.api.treatJob(deed, queue, letter.id);
        return deed === "retry" ? "The job is tried again." : "The job is discarded.";
      },
    );
  }

  async #treatAll(deed: Deed, queue: JobQueueReport, kind: string): Promise<void> {
    const then = deed === "retry" ? "They get all their attempts again" : "They cannot be restored";
    await this.#ask(
      {
        title: deed === "retry" ? `Try all of ${kind} again?` : `Discard all of ${kind}?`,
        text: `All that were given up, also those that are not listed here. ${then}, and the audit notes who asked.`,
        confirm: deed === "retry" ? "Try all again" : "Discard all",
      },
      async () => {
        const jobs = countOf(await this.api.treatJobs(deed, queue.name, kind), "job is", "jobs are");
        return deed === "retry" ? `${jobs} tried again.` : `${jobs} discarded.`;
      },
    );
  }

  async #ask(question: Parameters<ConfirmDialog["ask"]>[0], work: () => Promise<string>): Promise<void> {
    const dialog = this.renderRoot.querySelector<ConfirmDialog>("confirm-dialog");
    if ((await dialog?.ask(question)) === undefined) return;
    try {
      this.note = { tone: "good", text: await work() };
    } catch (caught) {
      this.note = { tone: "bad", text: messageOf(caught) };
    }
    this.#load();
  }

  #load(): void {
    void this.#queues.load(() => this.api.jobs());
  }
}

customElements.define("jobs-page", JobsPage);
