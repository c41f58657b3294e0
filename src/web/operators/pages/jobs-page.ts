/** Background jobs: how many wait, and those that were given up, each to be tried again after a question. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../operators/contract/access.ts";
import type { DeadLetter, JobQueueReport } from "../../../operators/contract/operations.ts";
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
    hint: "Suggestions on their way to the recipient outside. A refusal for good is kept for a day.",
  },
};
const COUNTS: readonly (readonly [name: string, label: string])[] = [
  ["waiting", "waiting"],
  ["active", "running"],
  ["delayed", "to be tried again"],
  ["completed", "done"],
  ["deadLetters", "given up"],
];

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
    const mayAct = this.session.roles.includes("act");
    return html`<div class="table" tabindex="0" role="region" aria-label="Jobs given up">
      <table>
        <thead>
          <tr><th>Given up</th><th>What</th><th>Call</th><th>Reason</th><th>Tries</th><th><span class="unseen">Action</span></th></tr>
        </thead>
        <tbody>
          ${queue.deadLetters.map(
            (letter) => html`<tr>
              <td class="when"><time-ago .atMs=${letter.failedAtMs}></time-ago></td>
              <td>${letter.about ?? "unknown"}</td>
              <td>
                ${letter.callKey === undefined ? html`<span class="soft">none</span>` : html`<a class="mono" href=${callHref(letter.callKey)}>${letter.callKey}</a>`}
              </td>
              <td>${letter.reason}</td>
              <td>${letter.attempts}</td>
              <td>
                <button
                  class="button"
                  type="button"
                  ?disabled=${!mayAct}
                  title=${mayAct ? nothing : "Your token does not have the role act"}
                  @click=${() => void this.#retry(queue.name, letter)}
                >
                  ${icon("refresh", 13)}Try again
                </button>
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  async #retry(queue: string, letter: DeadLetter): Promise<void> {
    const answer = await this.renderRoot.querySelector<ConfirmDialog>("confirm-dialog")?.ask({
      title: "Try this job again?",
      text: `It was given up after ${countOf(letter.attempts, "try", "tries")}: ${letter.reason}. It gets all its tries anew, and the audit notes who asked.`,
      confirm: "Try again",
    });
    if (answer === undefined) return;
    try {
      await this.api.retryJob(queue, letter.id);
      this.note = { tone: "good", text: "The job is tried again." };
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
