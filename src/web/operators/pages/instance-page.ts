/** This instance: what it is doing, where its events come from, what it could not use, and taking it out of service. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../contract/access.ts";
import type { InstanceStatus } from "../../../contract/feed.ts";
import type { InstanceReport, RejectedEvent } from "../../../contract/operations.ts";
import { THIRD_PARTY_NOTICES_PATH } from "../../common/notices-path.ts";
import { PUBLIC_PATH } from "../../common/public-path.ts";
import type { OperatorApi } from "../data/api.ts";
import type { Feed } from "../data/feed.ts";
import { messageOf } from "../data/request.ts";
import type { ConfirmDialog } from "../parts/confirm-dialog.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { dateTime, formatBytes, formatLength, formatNumber } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { Ticker } from "../parts/ticker.ts";
import { Loading } from "./loading.ts";
import { failureLine, type Note, noteLine } from "./notes.ts";
import { pageStyles } from "./page-styles.ts";
import "../parts/confirm-dialog.ts";
import "./fleet-table.ts";

const DRAIN_WORD = "drain";
const WELL_STATES = new Set(["pulling", "listening", "open"]);

export class InstancePage extends LitElement {
  static override properties = {
    api: { attribute: false },
    feed: { attribute: false },
    session: { attribute: false },
    version: { attribute: false },
    note: { state: true },
  };
  declare api: OperatorApi;
  declare feed: Feed;
  declare session: OperatorSession;
  declare version: string;
  declare note: Note | undefined;

  static override styles = [controlStyles, pageStyles];
  readonly #report = new Loading<{ instance: InstanceReport; rejected: RejectedEvent[] }>(this);
  #end: (() => void) | undefined;

  constructor() {
    super();
    new Ticker(this);
  }

  protected override firstUpdated(): void {
    this.#end = this.feed.subscribe(() => this.requestUpdate());
    this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  override render(): TemplateResult {
    const { value, failure, isUnderWay } = this.#report;
    return html`<div class="page">
      <div class="head">
        <h1>Instance</h1>
        <button class="button" type="button" ?disabled=${isUnderWay} @click=${() => this.#load()}>
          ${icon("refresh", 14)}Refresh
        </button>
      </div>
      ${failureLine(failure)} ${noteLine(this.note)} ${this.#fleet()} ${this.#now(value?.instance)}
      ${value === undefined ? nothing : html`${this.#alarms(value.instance)} ${this.#doors(value.instance)} ${this.#sources(value.instance)} ${this.#rejected(value)}`} ${this.#service()}
      <confirm-dialog></confirm-dialog>
    </div>`;
  }

  #fleet(): TemplateResult | typeof nothing {
    const instances = this.feed.instance()?.instances;
    if (instances === undefined) return nothing;
    return html`<fleet-table
      .instances=${instances}
      .mayAct=${this.session.roles.includes("act")}
      @drain-instance=${({ detail }: CustomEvent<InstanceStatus>) => void this.#drain(detail)}
    ></fleet-table>`;
  }

  #now(report: InstanceReport | undefined): TemplateResult {
    const now = this.feed.instance();
    const versions = report?.versions ?? { sidetone: this.version };
    const figures: [string, string][] = [
      ["state", now?.state ?? report?.state ?? "unknown"],
      ...(now === undefined
        ? []
        : ([
            ["live calls", formatNumber(now.liveCalls)],
            ["desktops", formatNumber(now.desktops)],
            ["upstream streams", formatNumber(now.streams)],
            ["memory", formatBytes(now.residentBytes)],
          ] as [string, string][])),
      ...(report === undefined
        ? []
        : ([["up for", formatLength(Date.now() - report.startedAtMs)]] as [string, string][])),
      ...(report?.storage === undefined ? [] : ([["storage", report.storage]] as [string, string][])),
      ...Object.entries(versions).map(([name, version]): [string, string] => [name, version]),
    ];
    return html`<section aria-label="This instance">
      <dl class="figures">${figures.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
      <p class="hint"><a href=${`${PUBLIC_PATH}${THIRD_PARTY_NOTICES_PATH}`} target="_blank" rel="noopener">Third-party notices</a> of this page and the agent's.</p>
    </section>`;
  }

  #alarms({ alarms }: InstanceReport): TemplateResult | typeof nothing {
    if (alarms.length === 0) return nothing;
    return html`<section aria-labelledby="alarms">
      <div class="head"><h2 id="alarms">Alarms</h2></div>
      <p class="hint">They concern no single call, and end with their cause.</p>
      <div class="table" tabindex="0" role="group" aria-label="Alarms">
        <table>
          <thead><tr><th>Since</th><th>Alarm</th><th>What</th></tr></thead>
          <tbody>
            ${alarms.map(
              ({ code, severity, message, sinceMs }) => html`<tr>
                <td class="when" data-name="Since">${dateTime(sinceMs)}</td>
                <td data-name="Alarm"><span class="chip" data-tone=${severity === "serious" ? "bad" : "warn"}>${icon("warning", 12)}${code}</span></td>
                <td data-name="What">${message}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #doors({ doors }: InstanceReport): TemplateResult {
    return html`<section aria-labelledby="doors">
      <div class="head"><h2 id="doors">Doors</h2></div>
      <p class="hint">A door stays shut until its secret is set.</p>
      <div class="table" tabindex="0" role="group" aria-label="Doors">
        <table>
          <thead><tr><th>Door</th><th>State</th><th>Opened by</th></tr></thead>
          <tbody>
            ${doors.map(
              ({ name, isOpen, needs }) => html`<tr>
                <td data-name="Door">${name}</td>
                <td data-name="State"><span class="chip" data-tone=${isOpen ? "good" : "idle"}>${icon(isOpen ? "check" : "dot", 12)}${isOpen ? "open" : "shut"}</span></td>
                <td data-name="Opened by">${isOpen ? "" : needs}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #sources({ eventSources }: InstanceReport): TemplateResult {
    return html`<section aria-labelledby="sources">
      <div class="head"><h2 id="sources">Event sources</h2></div>
      <p class="hint">Where transcripts and suggestions come from. With push, silence and a fault look the same.</p>
      ${
        eventSources.length === 0
          ? html`<p class="hint">None is configured.</p>`
          : html`<div class="table" tabindex="0" role="group" aria-label="Event sources">
              <table>
                <thead><tr><th>Source</th><th>Way</th><th>State</th><th>Last event</th></tr></thead>
                <tbody>
                  ${eventSources.map(({ name, via, state, lastEventAgeMs }) => {
                    const isWell = WELL_STATES.has(state);
                    return html`<tr>
                      <td class="mono" data-name="Source">${name}</td>
                      <td data-name="Way">${via}</td>
                      <td data-name="State">
                        <span class="chip" data-tone=${isWell ? "good" : "warn"}>${icon(isWell ? "check" : "warning", 12)}${state}</span>
                      </td>
                      <td data-name="Last event">${lastEventAgeMs === null ? "none yet" : `${formatLength(lastEventAgeMs)} ago`}</td>
                    </tr>`;
                  })}
                </tbody>
              </table>
            </div>`
      }
    </section>`;
  }

  #rejected({ instance, rejected }: { instance: InstanceReport; rejected: RejectedEvent[] }): TemplateResult {
    return html`<section aria-labelledby="rejected">
      <div class="head"><h2 id="rejected">Rejected events</h2></div>
      <p class="hint">
        Messages that were no Agent Assist events: acknowledged, counted
        (${formatNumber(instance.rejectedTotal)} since start) and kept here without their content.
      </p>
      ${
        rejected.length === 0
          ? nothing
          : html`<div class="table" tabindex="0" role="group" aria-label="Rejected events">
              <table>
                <thead><tr><th>When</th><th>Message</th><th>Source</th><th>Reason</th></tr></thead>
                <tbody>
                  ${rejected.toReversed().map(
                    ({ atMs, messageId, source, reason }) => html`<tr>
                      <td class="when" data-name="When">${atMs === undefined ? "" : dateTime(atMs)}</td>
                      <td class="mono" data-name="Message">${messageId ?? ""}</td>
                      <td class="mono" data-name="Source">${source ?? ""}</td>
                      <td data-name="Reason">${reason}</td>
                    </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
    </section>`;
  }

  #service(): TemplateResult {
    const mayAct = this.session.roles.includes("act");
    const isDraining = this.feed.instance()?.state === "draining";
    return html`<section aria-labelledby="service">
      <div class="head">
        <h2 id="service">Take out of service</h2>
        <button
          class="button danger"
          type="button"
          ?disabled=${!mayAct || isDraining}
          @click=${() => void this.#drain()}
        >
          ${icon("leave", 14)}${isDraining ? "Draining" : "Drain this instance"}
        </button>
      </div>
      <p class="hint">
        Nothing new is taken; each call is asked to reconnect elsewhere at its next pause in speech. Then the process ends, and
        its supervisor decides whether it starts again.
        ${mayAct ? nothing : html`<strong>Your token does not have the role act.</strong>`}
      </p>
    </section>`;
  }

  /** This instance, or another one of a fleet. */
  async #drain(other?: InstanceStatus): Promise<void> {
    const liveCalls = (other ?? this.feed.instance())?.liveCalls ?? 0;
    const name = other === undefined ? "this instance" : other.name;
    const answer = await this.renderRoot.querySelector<ConfirmDialog>("confirm-dialog")?.ask({
      title: `Drain ${name}?`,
      text: `${formatNumber(liveCalls)} live calls go to other instances or are asked to reconnect, and the process ends. This cannot be undone.`,
      confirm: "Drain",
      isDanger: true,
      word: DRAIN_WORD,
      reasonLabel: "Reason, for the audit (may be left empty)",
    });
    if (answer === undefined) return;
    try {
      await (other === undefined
        ? this.api.drain(answer.reason)
        : this.api.drainInstance(other.name, answer.reason));
      this.note = { tone: "good", text: `${name[0]?.toUpperCase()}${name.slice(1)} is draining.` };
    } catch (caught) {
      this.note = { tone: "bad", text: messageOf(caught) };
    }
  }

  #load(): void {
    void this.#report.load(async () => {
      const [instance, rejected] = await Promise.all([this.api.instance(), this.api.rejectedEvents()]);
      return { instance, rejected };
    });
  }
}

customElements.define("instance-page", InstancePage);
