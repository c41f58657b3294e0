/** `<chart-panel>`: the statechart of one actor with its present state and last transition, and all actors beside it. */
import { css, html, LitElement, type TemplateResult } from "lit";
import type { Transition } from "../../../../contract/history-line.ts";
import type { ActorSelected, ChartActor, ChartName } from "../../chart/chart-types.ts";
import { stateWords } from "../../chart/state-words.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { clockTimeMs } from "../../parts/format.ts";
import { askPage } from "../page-events.ts";
import { eventWords } from "../story/event-words.ts";
import type { ActorMoment, Moment } from "../story/moment.ts";
import "../../chart/actor-tree.ts";
import "../../chart/statechart-view.ts";

const NO_TRANSITIONS: readonly Transition[] = [];

export class ChartPanel extends LitElement {
  static override properties = {
    moment: { attribute: false },
    selected: {},
    actorFacts: { attribute: false },
  };
  declare moment: Moment;
  /** "call" or "participant:agent" and the like. */
  declare selected: string;
  /** Counters of the participants as they are now, by actor. */
  declare actorFacts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;

  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
        min-inline-size: 0;
      }
      .split {
        display: grid;
        grid-template-columns: 208px minmax(0, 1fr);
        gap: 12px;
        min-inline-size: 0;
      }
      statechart-view {
        min-inline-size: 0;
      }
      statechart-view:not([data-plain]) {
        block-size: clamp(420px, 100dvh - 250px, 960px);
      }
      .now {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 10px;
        align-items: baseline;
        margin: 0;
        font-size: 0.8125rem;
      }
      .now b {
        font-family: var(--mono);
      }
      .now button {
        text-align: start;
        overflow-wrap: anywhere;
        color: var(--accent);
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .soft {
        color: var(--ink-soft);
      }
      @media (max-width: 900px) {
        .split {
          grid-template-columns: minmax(0, 1fr);
        }
        actor-tree {
          min-inline-size: 0;
        }
        statechart-view:not([data-plain]) {
          block-size: auto;
          max-block-size: 70dvh;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const { actors } = this.moment;
    const actor = actors[this.selected];
    const layout: ChartName = this.selected.startsWith("participant:") ? "participant" : "call";
    const took = actor?.took ?? NO_TRANSITIONS;
    return html`${this.#now(actor)}
      <div class="split">
        <actor-tree
          .actors=${this.#tree()}
          .selected=${this.selected}
          @actor-selected=${(event: CustomEvent<ActorSelected>) => askPage(this, "actor-wanted", { actor: event.detail.actor })}
        ></actor-tree>
        <statechart-view
          whole
          .layout=${layout}
          .state=${actor?.state ?? null}
          .last=${took.at(-1) ?? null}
          .event=${actor?.event ?? ""}
          .also=${took.length > 1 ? took.slice(0, -1) : NO_TRANSITIONS}
        ></statechart-view>
      </div>`;
  }

  #now(actor: ActorMoment | undefined): TemplateResult {
    if (actor === undefined) {
      return html`<p class="now" aria-live="off"><span class="soft">${this.selected} had not begun at this moment.</span></p>`;
    }
    return html`<p class="now">
      <span>${actor.actor.replace("participant:", "")} is</span> <b class="state">${stateWords(actor.state)}</b>
      <span class="soft"
        >since ${clockTimeMs(actor.atMs)}, by
        <button type="button" title=${actor.event} @click=${() => askPage(this, "line-wanted", { line: actor.line })}>${eventWords(actor.event)}, line ${actor.line}</button></span
      >
    </p>`;
  }

  #tree(): ChartActor[] {
    return Object.values(this.moment.actors)
      .filter(({ actor }) => actor === "call" || actor.startsWith("participant:"))
      .map(({ actor, state }) => {
        const facts = this.actorFacts[actor];
        return facts === undefined ? { actor, state } : { actor, state, facts };
      });
  }
}

customElements.define("chart-panel", ChartPanel);

declare global {
  interface HTMLElementTagNameMap {
    "chart-panel": ChartPanel;
  }
}
