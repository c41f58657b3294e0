/** Who did what: sign-ins, looks at words, downloads and actions, newest first. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { AuditEntry } from "../../../contract/access.ts";
import type { AuditQuery, OperatorApi } from "../data/api.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { dateTime } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { callHref, type Router } from "../router.ts";
import { Loading } from "./loading.ts";
import { failureLine } from "./notes.ts";
import { pageStyles } from "./page-styles.ts";

interface Listed {
  entries: AuditEntry[];
  nextBefore: number | null;
}

const OUTCOMES = {
  done: ["good", "check"],
  refused: ["warn", "warning"],
  failed: ["bad", "serious"],
} as const;
const FIELDS = [
  ["operator", "Operator"],
  ["action", "Action"],
  ["callKey", "Call"],
] as const;

export class AuditPage extends LitElement {
  static override properties = {
    api: { attribute: false },
    router: { attribute: false },
    query: { attribute: false },
  };
  declare api: OperatorApi;
  declare router: Router;
  /** Of the address. */
  declare query: string;

  static override styles = [controlStyles, pageStyles];
  readonly #listed = new Loading<Listed>(this);

  protected override updated(changed: PropertyValues): void {
    if (changed.has("query")) void this.#listed.load(() => this.api.audit(this.#asked()));
  }

  override render(): TemplateResult {
    const { value, failure, isUnderWay } = this.#listed;
    const asked = this.#asked();
    return html`<div class="page">
      <div class="head"><h1>Audit</h1></div>
      <form class="filters" role="search" aria-label="Audit" @submit=${this.#search}>
        ${FIELDS.map(
          ([name, label]) =>
            html`<label>${label}<input name=${name} .value=${asked[name] ?? ""} autocomplete="off" spellcheck="false" /></label>`,
        )}
        <button class="button" type="submit">${icon("search", 14)}Show</button>
      </form>
      <section aria-label="Entries" aria-busy=${isUnderWay}>
        ${failureLine(failure)}
        ${
          value === undefined
            ? html`<p class="hint">${failure === "" ? "Fetching the audit" : ""}</p>`
            : value.entries.length === 0
              ? html`<p class="hint" role="status">Nothing in the audit fits.</p>`
              : this.#table(value)
        }
      </section>
    </div>`;
  }

  #table({ entries, nextBefore }: Listed): TemplateResult {
    return html`<div class="table" tabindex="0" role="group" aria-label="Audit entries">
        <table>
          <thead>
            <tr><th>When</th><th>Operator</th><th>Action</th><th>Call</th><th>Outcome</th><th>Detail</th></tr>
          </thead>
          <tbody>
            ${entries.map((entry) => this.#row(entry))}
          </tbody>
        </table>
      </div>
      ${
        nextBefore === null
          ? nothing
          : html`<div class="more">
              <button class="button" type="button" @click=${() => this.#more(entries, nextBefore)}>Older entries</button>
            </div>`
      }`;
  }

  #row({ atMs, operator, action, callKey, outcome, detail }: AuditEntry): TemplateResult {
    const [tone, mark] = OUTCOMES[outcome];
    const facts = Object.entries(detail ?? {}).filter(([name]) => name !== "action");
    return html`<tr>
      <td class="when" data-name="When">${dateTime(atMs)}</td>
      <td data-name="Operator">${operator}</td>
      <td class="mono" data-name="Action">${action}</td>
      <td data-name="Call">${callKey === undefined ? nothing : html`<a class="mono" href=${callHref(callKey)}>${callKey}</a>`}</td>
      <td data-name="Outcome"><span class="chip" data-tone=${tone}>${icon(mark, 12)}${outcome}</span></td>
      <td data-name="Detail">${facts.length === 0 ? nothing : html`<span>${facts.map(([name, fact]) => html`<span class="soft">${name}</span> ${textOf(fact)} `)}</span>`}</td>
    </tr>`;
  }

  #asked(): AuditQuery {
    const query = new URLSearchParams(this.query);
    return Object.fromEntries(FIELDS.map(([name]) => [name, query.get(name) ?? ""]));
  }

  #search = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const query = new URLSearchParams();
    for (const [name] of FIELDS) {
      const value = fields.get(name);
      if (typeof value === "string" && value.trim() !== "") query.set(name, value.trim());
    }
    this.router.replaceQuery(query);
    this.query = query.toString();
  };

  #more(entries: AuditEntry[], before: number): void {
    void this.#listed.load(async () => {
      const older = await this.api.audit({ ...this.#asked(), before });
      return { entries: [...entries, ...older.entries], nextBefore: older.nextBefore };
    });
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

customElements.define("audit-page", AuditPage);
