/** `<fleet-table>`: the instances that share calls, each with a button that takes it out of service (`drain-instance`). */
import { css, html, LitElement, type TemplateResult } from "lit";
import type { InstanceStatus } from "../../../contract/feed.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { formatBytes, formatLength, formatMs, formatNumber } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { pageStyles } from "./page-styles.ts";

const TONES: Readonly<Record<string, string>> = {
  ready: "good",
  starting: "busy",
  asked: "busy",
  draining: "busy",
};

export class FleetTable extends LitElement {
  static override properties = {
    instances: { attribute: false },
    mayAct: { attribute: false },
  };
  declare instances: readonly InstanceStatus[];
  declare mayAct: boolean;

  static override styles = [
    controlStyles,
    pageStyles,
    css`
      th[scope="row"] {
        border-block-end: 1px solid var(--line);
        font-size: 0.8125rem;
        color: var(--ink);
        overflow-wrap: anywhere;
      }
      tr:last-child th[scope="row"] {
        border-block-end: 0;
      }
      td.number {
        font-variant-numeric: tabular-nums;
      }
      @media (max-width: 700px) {
        th[scope="row"] {
          display: block;
          padding: 0;
          border: 0;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<section aria-labelledby="fleet">
      <div class="head"><h2 id="fleet">Instances that share calls</h2></div>
      <p class="hint">Each call is owned by one of them; an agent or operator may be connected to any.</p>
      <div class="table" tabindex="0" role="group" aria-label="Instances that share calls">
        <table>
          <thead>
            <tr><th>Instance</th><th>State</th><th>Does</th><th>Calls</th><th>Streams</th><th>Desktops</th><th>Redis</th><th>Load</th><th>Memory</th><th>Up for</th><th>Version</th><th>Out of service</th></tr>
          </thead>
          <tbody>${this.instances.map((instance) => this.#row(instance))}</tbody>
        </table>
      </div>
    </section>`;
  }

  #row(instance: InstanceStatus): TemplateResult {
    const { name, isHere, state, roles, version, startedAtMs, residentBytes, cpuLoad, redisMs } = instance;
    const cell = (title: string, text: string) => html`<td class="number" data-name=${title}>${text}</td>`;
    const count = (title: string, value: number | undefined) =>
      cell(title, value === undefined ? "unknown" : formatNumber(value));
    return html`<tr>
      <th scope="row">${name}${isHere ? html` <span class="soft">(this one)</span>` : ""}</th>
      <td><span class="chip" data-tone=${TONES[state] ?? "bad"}>${icon(state === "ready" ? "check" : "dot", 12)}${state}</span></td>
      ${cell("Does", roles?.join(", ") ?? "unknown")} ${count("Calls", instance.liveCalls)}
      ${count("Streams", instance.streams)} ${count("Desktops", instance.desktops)}
      ${cell("Redis", redisMs === undefined ? "unknown" : formatMs(redisMs))}
      ${cell("Load", cpuLoad === undefined ? "unknown" : `${Math.round(cpuLoad * 100)} %`)}
      ${cell("Memory", residentBytes === undefined ? "unknown" : formatBytes(residentBytes))}
      ${cell("Up for", startedAtMs === undefined ? "unknown" : formatLength(Date.now() - startedAtMs))}
      ${cell("Version", version ?? "unknown")}
      <td>
        <button
          class="button danger"
          type="button"
          aria-label=${`Drain ${name}`}
          ?disabled=${!this.mayAct || state === "draining" || state === "stopped"}
          @click=${() => this.dispatchEvent(new CustomEvent("drain-instance", { detail: instance }))}
        >
          ${icon("leave", 14)}${state === "draining" ? "Draining" : "Drain"}
        </button>
      </td>
    </tr>`;
  }
}

customElements.define("fleet-table", FleetTable);
