/** `<call-facts>`: tables of what the call had at the moment: legs, upstream streams with ids, desktops, jobs. */

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { CallDetail } from "../../../../contract/call-detail.ts";
import { speakerTitle } from "../../../../contract/speaker.ts";
import type { CallJob } from "../../data/call-source.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { clockTime, countOf, formatLength, formatNumber, shortId } from "../../parts/format.ts";
import { icon } from "../../parts/icons.ts";
import { pageHref } from "../../router.ts";
import { askPage } from "../page-events.ts";
import { type Moment, type StreamMoment, speakersOf } from "../story/moment.ts";
import "../../parts/copy-button.ts";
import { factsStyles } from "./facts-styles.ts";

/** The newest streams; a call of hours has more than a page wants. */
const MOST_STREAMS = 30;

const STREAM_ENDS: Readonly<
  Record<string, { words: string; tone: string; icon: "check" | "serious" | "rollOver" | "stop" }>
> = {
  drained: { words: "drained", tone: "good", icon: "check" },
  failed: { words: "broke", tone: "bad", icon: "serious" },
  renewed: { words: "renewed", tone: "busy", icon: "rollOver" },
  over: { words: "over", tone: "idle", icon: "stop" },
};

export class CallFacts extends LitElement {
  static override properties = {
    moment: { attribute: false },
    detail: { attribute: false },
    jobs: { attribute: false },
  };
  declare moment: Moment;
  declare detail: CallDetail;
  /** Those given up; null if unknown. */
  declare jobs: readonly CallJob[] | null;

  static override styles = [controlStyles, factsStyles];

  override render(): TemplateResult {
    return html`${this.#streams()} ${this.#legs()} ${this.#desktops()} ${this.#owners()} ${this.#jobs()} ${this.#absent()}`;
  }

  /** What there is nothing of, in one line in the place of a section each. */
  #absent(): TemplateResult | typeof nothing {
    const { streams, legs, desktops } = this.moment;
    const absent = [
      streams.length === 0 ? "No recognition stream was open yet." : "",
      legs.length === 0 ? "No leg was open yet." : "",
      desktops.length === 0 ? "No desktop had joined." : "",
      this.jobs?.length === 0 ? "No job of this call was given up." : "",
    ].filter((text) => text !== "");
    return absent.length === 0 ? nothing : html`<p class="soft absent">${absent.join(" ")}</p>`;
  }

  #streams(): TemplateResult | typeof nothing {
    const { streams } = this.moment;
    if (streams.length === 0) return nothing;
    const shown = streams.slice(-MOST_STREAMS).toReversed();
    return html`<section aria-labelledby="streams">
      <h2 id="streams">Upstream streams <small>${formatNumber(streams.length)}</small></h2>
      <div class="wide" tabindex="0" role="group" aria-labelledby="streams"><table>
          <thead><tr><th scope="col">Stream</th><th scope="col">Open</th></tr></thead>
          <tbody>${shown.map((stream) => this.#stream(stream))}</tbody>
        </table></div>
    </section>`;
  }

  #title(speaker: string): string {
    return speakerTitle(
      speaker,
      Object.keys(this.detail.call.view.participants).concat(speakersOf(this.moment)),
    );
  }

  #stream(stream: StreamMoment): TemplateResult {
    const end = stream.end === null ? undefined : STREAM_ENDS[stream.end.how];
    return html`<tr>
        <th scope="row"><b data-speaker=${stream.speaker}>${this.#title(stream.speaker)}</b>, stream ${stream.stream}</th>
        <td title=${stream.end?.why ?? ""}>
          ${this.#at(stream.openedAtMs, stream.line)}
          ${
            stream.end === null || end === undefined
              ? html`<span class="chip" data-tone="good">${icon("dot", 12)} open</span>`
              : html`to ${this.#at(stream.end.atMs, stream.end.line)}
                  <span class="chip" data-tone=${end.tone}>${icon(end.icon, 12)} ${end.words}</span>`
          }
        </td>
      </tr>
      <tr class="more">
        <td colspan="2">
          <div class="ids">
            <span>${countOf(stream.finals, "final")}, audio from ${formatNumber(stream.fromMs)} ms</span>
            ${stream.end === null ? nothing : html`<span>${stream.end.why}</span>`}
            ${Object.entries(stream.ids).map(
              ([name, id]) =>
                html`<span title="${name}: ${id}">${name} <code>${shortId(id, 18)}</code><copy-button .text=${id} label=${name}></copy-button></span>`,
            )}
          </div>
        </td>
      </tr>`;
  }

  #legs(): TemplateResult | typeof nothing {
    const { legs, gaps } = this.moment;
    if (legs.length === 0) return nothing;
    const known = new Map(this.detail.legs.map((leg) => [leg.legId, leg]));
    return html`<section aria-labelledby="legs">
      <h2 id="legs">Legs <small>${formatNumber(legs.length)}</small></h2>
      <ul>
        ${legs.toReversed().map((leg) => {
          const more = known.get(leg.legId);
          const state = !leg.isOpen
            ? "closed"
            : leg.isHeld
              ? "on hold"
              : leg.isAudioSeen
                ? "audio"
                : leg.isText
                  ? "text"
                  : "no audio yet";
          const standsBy = leg.isOpen && more?.standsBy === true;
          const tone = !leg.isOpen ? "idle" : leg.isHeld ? "warn" : "good";
          const lengthMs = (leg.closedAtMs ?? this.moment.last?.atMs ?? leg.openedAtMs) - leg.openedAtMs;
          return html`<li>
            <b data-speaker=${leg.speaker}>${this.#title(leg.speaker)}</b>
            <span class="chip" data-tone=${tone}>${standsBy ? "stands by" : state}</span>
            ${more === undefined ? nothing : whoseLeg(more)} ${this.#at(leg.openedAtMs, leg.line)} for ${formatLength(lengthMs)}${leg.cause === "" ? nothing : html`, ${leg.cause}`}
            ${more === undefined ? nothing : this.#format(more.medium)}
            <code title=${leg.legId}>${shortId(leg.legId, 14)}</code>
          </li>`;
        })}
      </ul>
      ${Object.entries(gaps).map(([speaker, gap]) => html`<p class="soft">${this.#title(speaker)}: ${formatNumber(gap.ms)} ms never came (${gap.count}).</p>`)}
    </section>`;
  }

  #format(medium: CallDetail["legs"][number]["medium"]): TemplateResult | typeof nothing {
    if (medium.kind === "text") return nothing;
    const { encoding, sampleRateHertz } = medium.format;
    return html`<span class="soft">${encoding} ${formatNumber(sampleRateHertz)} Hz</span>`;
  }

  #desktops(): TemplateResult | typeof nothing {
    const { desktops } = this.moment;
    if (desktops.length === 0) return nothing;
    const joined = desktops.filter(({ leftAtMs }) => leftAtMs === null).length;
    return html`<section aria-labelledby="desktops">
      <h2 id="desktops">Desktops <small>${joined} joined</small></h2>
      <ul>
        ${desktops.toReversed().map(
          ({ desktopId, joinedAtMs, joinedLine, leftAtMs }) => html`<li>
            ${icon("desktop", 14)} <code title=${desktopId}>${shortId(desktopId, 14)}</code>
            <span class="chip" data-tone=${leftAtMs === null ? "good" : "idle"}>${leftAtMs === null ? "joined" : "left"}</span>
            ${this.#at(joinedAtMs, joinedLine)}${leftAtMs === null ? nothing : html` to ${clockTime(leftAtMs)}`}
          </li>`,
        )}
      </ul>
    </section>`;
  }

  /** Of a fleet only. */
  #owners(): TemplateResult | typeof nothing {
    const { owners } = this.moment;
    if (owners.length === 0) return nothing;
    return html`<section aria-labelledby="owners">
      <h2 id="owners">Instances <small>${formatNumber(owners.length)}</small></h2>
      <ul>
        ${owners.toReversed().map(
          ({ instance, how, fromAtMs, line }) => html`<li>
            ${icon("instance", 14)} <span class="name">${instance}</span>
            <span class="chip" data-tone=${how === "taken over" ? "warn" : "idle"}>${how}</span> ${this.#at(fromAtMs, line)}
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #jobs(): TemplateResult | typeof nothing {
    const { mediastreamReports } = this.detail;
    if (this.jobs?.length === 0 && mediastreamReports === 0) return nothing;
    return html`<section aria-labelledby="jobs">
      <h2 id="jobs">Jobs <small>${formatNumber(mediastreamReports)} stream reports</small></h2>
      ${this.jobs === null ? html`<p class="soft">Failed jobs of this call could not be fetched.</p>` : nothing}
      <ul>${this.jobs?.map((job) => this.#job(job))}</ul>
      <p class="soft"><a href=${pageHref("jobs")}>All jobs</a></p>
    </section>`;
  }

  #job(job: CallJob): TemplateResult {
    const { queue, about, id, reason } = job;
    const name = [queue, about ?? id].filter((text) => typeof text === "string").join(": ");
    return html`<li>
      <details>
        <summary>${icon("serious", 13)} ${name} <span class="soft">${String(reason ?? "")}</span></summary>
        <pre>${JSON.stringify(job, null, 2)}</pre>
      </details>
    </li>`;
  }

  #at(atMs: number, line: number): TemplateResult {
    return html`<button type="button" class="at" title="Look at line ${line}" @click=${() => askPage(this, "line-wanted", { line })}>${clockTime(atMs)}</button>`;
  }
}

/** Which of several: as the carrier names who speaks, or by the agent whose stream it is. */
function whoseLeg({ participant, origin }: CallDetail["legs"][number]): TemplateResult | typeof nothing {
  if (participant !== undefined) return html`<span class="soft">${participant}</span>`;
  return origin.agentId === undefined ? nothing : html`<span class="soft">agent ${origin.agentId}</span>`;
}

customElements.define("call-facts", CallFacts);

declare global {
  interface HTMLElementTagNameMap {
    "call-facts": CallFacts;
  }
}
