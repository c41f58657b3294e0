/**
 * `<call-page>`: one call, live, ended or from a bundle, as it is now or was at any moment. Answers in a minute why an
 * agent got no suggestions.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../contract/access.ts";
import type { CallApi, CallFeed, CallSource } from "../data/call-source.ts";
import { oncePerFrame } from "../data/frames.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { emptyState, emptyStateStyles } from "../parts/empty-state.ts";
import { clockTime } from "../parts/format.ts";
import { askToReveal } from "./ask-to-reveal.ts";
import { actorOfCause, actorOfLine } from "./call-actors.ts";
import { callCards } from "./call-cards.ts";
import { type CallModel, createCallModel, type LoadedCall } from "./call-model.ts";
import { callPageStyles } from "./call-page-styles.ts";
import { CauseList } from "./head/cause-list.ts";
import { createLineHash, type LineHash } from "./line-hash.ts";
import type { PageEvents } from "./page-events.ts";
import { causesAt } from "./story/causes.ts";
import { cutWords } from "./story/event-words.ts";
import type { Moment } from "./story/moment.ts";
import "./timeline/call-timeline.ts";

export class CallPage extends LitElement {
  static override properties = {
    source: { attribute: false },
    api: { attribute: false },
    feed: { attribute: false },
    session: { attribute: false },
    line: { type: Number },
    position: { state: true },
    selected: { state: true },
    revision: { state: true },
  };
  declare source: CallSource;
  declare api: CallApi | undefined;
  declare feed: CallFeed | undefined;
  declare session: OperatorSession | undefined;
  /** The line to look at first, as in the address. */
  declare line: number | undefined;
  /** Lines heard by the moment looked at; undefined for the newest. */
  declare position: number | undefined;
  /** The actor whose chart is shown; undefined until one was chosen. */
  declare selected: string | undefined;
  declare revision: number;

  static override styles = [controlStyles, emptyStateStyles, callPageStyles];

  #model: CallModel | undefined;
  #sourceKey: string | undefined;
  #isLineDue = false;
  readonly #hash: LineHash = createLineHash();
  readonly #renew = oncePerFrame(() => {
    this.revision += 1;
  });

  constructor() {
    super();
    this.revision = 0;
    this.addEventListener("moment-wanted", (event) => this.#look(detailOf(event, "moment-wanted").position));
    this.addEventListener("line-wanted", (event) => {
      this.#lookAtLine(detailOf(event, "line-wanted").line);
      const isFromCause = event.composedPath().some((at) => at instanceof CauseList);
      if (isFromCause) void this.#goThere();
    });
    this.addEventListener("live-wanted", () => this.#look(undefined));
    this.addEventListener("actor-wanted", (event) => {
      this.selected = detailOf(event, "actor-wanted").actor;
    });
    this.addEventListener("words-wanted", () => void this.#reveal());
    this.addEventListener("words-unwanted", () => this.#model?.hide());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#model?.close();
    this.#model = undefined;
    this.#sourceKey = undefined;
    this.#hash.close();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // The root gives a new, equal source with each of its renderings.
    const { source } = this;
    const key = source.kind === "live" ? source.callKey : `bundle ${source.bundle.madeAtMs}`;
    if (key !== this.#sourceKey || (source.kind === "bundle" && changed.has("source"))) this.#open(key);
    if (changed.has("line")) this.#isLineDue = this.line !== undefined;
    const call = this.#call();
    if (this.#isLineDue && call !== undefined && this.line !== undefined) {
      this.#isLineDue = false;
      const position = call.story.positionOfLine(this.line);
      // The last line is where following begins.
      this.position = position >= call.story.lines.length ? undefined : position;
    }
  }

  override render(): TemplateResult {
    const state = this.#model?.state() ?? { status: "loading" as const };
    if (state.status === "loading") {
      return html`<div class="scroll" role="status">${emptyState({ icon: "hourglass", title: "Opening the call", text: "Its history is being fetched." })}</div>`;
    }
    if (state.status === "failed") {
      const action = { label: "Try again", run: () => void this.#model?.load() };
      return html`<div class="scroll" role="alert">${emptyState({ icon: "serious", tone: "bad", title: "The call could not be opened", text: state.message, action })}</div>`;
    }
    return this.#page(state.call);
  }

  #page(call: LoadedCall): TemplateResult {
    const { story, summary, detail } = call;
    const { source, session } = this;
    const last = story.lines.length;
    const position = Math.min(this.position ?? last, last);
    const moment = story.momentAt(position);
    const isNow = position === last;
    const causes = causesAt(moment, isNow ? call.ledgers : {});
    const selected = this.selected ?? actorOfCause(call, causes[0]?.line ?? null);
    const isLive = source.kind === "live" && summary.live;
    return html`<div class="scroll">
        ${this.#past(moment, isNow, isLive)}
        ${detail.isHistoryCut ? html`<p class="cut">${cutWords(story.lines)}</p>` : nothing}
        <button class="button skip" type="button" @click=${this.#toTimeline}>To the timeline</button>
        <div class="page">
          ${callCards({ call, source, api: this.api, session, position, moment, causes, selected, isLive })}
        </div>
      </div>
      <section class="time" aria-label="Timeline">
        <call-timeline
          .story=${story}
          .version=${call.version}
          .position=${position}
          .live=${isLive}
          .following=${this.position === undefined}
          .selected=${selected}
        ></call-timeline>
      </section>`;
  }

  #past(moment: Moment, isNow: boolean, isLive: boolean): TemplateResult | typeof nothing {
    if (isNow) return nothing;
    const when = moment.last === null ? "the time before the first line" : clockTime(moment.last.atMs);
    return html`<div class="past" role="status">
      <span>You are looking at ${when}</span>
      <button class="button" type="button" @click=${() => this.#look(undefined)}>${isLive ? "Back to live" : "Back to the end"}</button>
    </div>`;
  }

  #open(key: string): void {
    this.#model?.close();
    this.#sourceKey = key;
    this.position = undefined;
    this.selected = undefined;
    this.#isLineDue = this.line !== undefined;
    const { source, api, feed } = this;
    this.#model = createCallModel({ source, api, feed, onChange: this.#renew });
    void this.#model.load();
  }

  #call(): LoadedCall | undefined {
    const state = this.#model?.state();
    return state?.status === "ready" ? state.call : undefined;
  }

  /** Undefined, and the very end, follow what comes. */
  #look(position: number | undefined): void {
    const call = this.#call();
    if (call === undefined) return;
    const last = call.story.lines.length;
    this.position = position === undefined || position >= last ? undefined : Math.max(0, position);
    this.#hash.show(
      this.position === undefined ? undefined : (call.story.lines[this.position - 1]?.line ?? 0),
    );
  }

  /** This line was asked for: its actor's chart is shown, too. */
  #lookAtLine(line: number): void {
    const call = this.#call();
    if (call === undefined) return;
    const actor = actorOfLine(call, line);
    if (actor !== undefined) this.selected = actor;
    this.#look(call.story.positionOfLine(line));
  }

  /** From a cause to its chart, with the slider at hand: arrow keys step to what came before and after. */
  async #goThere(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector(".card.chart")?.scrollIntoView({ block: "start" });
    this.#toTimeline();
  }

  async #reveal(): Promise<void> {
    if (this.source.kind === "bundle") {
      await this.#model?.reveal();
      return;
    }
    const actions = this.renderRoot.querySelector("call-actions");
    await askToReveal(actions, async () => this.#model?.reveal());
  }

  #toTimeline = (): void => {
    const timeline = this.renderRoot.querySelector("call-timeline");
    timeline?.renderRoot.querySelector<HTMLElement>('[role="slider"]')?.focus();
  };
}

function detailOf<Name extends keyof PageEvents>(event: Event, _name: Name): PageEvents[Name] {
  return (event as CustomEvent<PageEvents[Name]>).detail;
}

customElements.define("call-page", CallPage);

declare global {
  interface HTMLElementTagNameMap {
    "call-page": CallPage;
  }
}
