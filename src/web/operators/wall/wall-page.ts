/**
 * `<wall-page>`: how the calls fare, in numbers that are read from across a room. It needs no input: it comes back by itself
 * after every break, and says when it is signed out. F is for the full screen, T for the other theme.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { TrendReport } from "../../../contract/trends.ts";
import { isTyping } from "../../common/is-typing.ts";
import { LOGIN_PATH, type OperatorApi } from "../data/api.ts";
import { NO_FILTER } from "../data/call-filter.ts";
import type { CallsStore } from "../data/calls-store.ts";
import type { Feed } from "../data/feed.ts";
import { Loading } from "../pages/loading.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { clockTime, countOf, formatMs, formatNumber } from "../parts/format.ts";
import { Ticker } from "../parts/ticker.ts";
import { pageHref } from "../router.ts";
import { type WallCampaign, type WallFigures, wallFigures } from "./wall-figures.ts";
import { wallStyles } from "./wall-styles.ts";
import { loadWallTheme, saveWallTheme, type WallTheme } from "./wall-theme.ts";

/** Counters of two hours at most are read: a reading costs no more than that, however many calls there were. */
const COUNT_EVERY_MS = 15_000;
const COUNTED_MS = 3_600_000;
/** The feed gives up after half an hour so that a person decides; at a wall there is nobody. */
const TRY_AGAIN_MS = 30_000;
/** More would be too small to read from afar. */
const MOST_CAMPAIGNS = 6;
const MOST_CAUSES = 3;

export class WallPage extends LitElement {
  static override properties = {
    api: { attribute: false },
    feed: { attribute: false },
    store: { attribute: false },
    signedOutAtMs: { attribute: false },
    theme: { reflect: true },
    listFailed: { state: true },
  };
  declare api: OperatorApi;
  declare feed: Feed;
  declare store: CallsStore;
  /** When the session was found to be over; undefined while it lasts. */
  declare signedOutAtMs: number | undefined;
  declare theme: WallTheme;
  declare listFailed: boolean;
  readonly #counted = new Loading<TrendReport>(this);
  #ends: (() => void)[] = [];
  #tryTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the figures were last known to be those of now. */
  #freshAtMs = Date.now();

  static override styles = [controlStyles, wallStyles];

  constructor() {
    super();
    this.theme = loadWallTheme();
    this.listFailed = false;
    new Ticker(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#onKey);
    const counting = setInterval(() => this.#count(), COUNT_EVERY_MS);
    this.#ends = [() => removeEventListener("keydown", this.#onKey), () => clearInterval(counting)];
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
    this.#ends = [];
    clearTimeout(this.#tryTimer);
  }

  protected override firstUpdated(): void {
    this.#follow();
  }

  override render(): TemplateResult {
    if (this.signedOutAtMs !== undefined) return this.#signedOut(this.signedOutAtMs);
    const { value: counted } = this.#counted;
    const { calls, isComplete } = this.store.state();
    const figures = wallFigures(calls.values(), counted);
    const isLive = this.feed.status().status === "live" && !this.listFailed;
    if (isLive) this.#freshAtMs = Date.now();
    return html`<div class="top">
        <h1>Calls now</h1>
        <span class="state" role="status" data-tone=${isLive ? "good" : "bad"}>${this.#stateWords(isLive)}</span>
        <time>${clockTime(Date.now())}</time>
      </div>
      ${
        isComplete
          ? html`<div class="board" data-stale=${isLive ? nothing : ""}>
              ${this.#numbers(figures, counted)}
              <div class="side">${this.#campaigns(figures.campaigns)} ${this.#causes(counted)}</div>
            </div>`
          : html`<p class="note">Fetching the calls</p>`
      }
      <div class="foot">
        <span class="note">${this.#instances()}</span>
        <button class="button" type="button" @click=${this.#switchTheme}>${this.theme === "dark" ? "Light" : "Dark"} theme (T)</button>
        <button class="button" type="button" @click=${this.#switchFullScreen}>Full screen (F)</button>
        <a class="button" href=${pageHref("calls")}>Leave the wall</a>
      </div>`;
  }

  #numbers({ liveCalls, alarmed, serious, suggestions }: WallFigures, counted?: TrendReport): TemplateResult {
    const total = counted?.total;
    const since = counted === undefined ? "" : sinceWords(counted);
    const note = (text: string) => (text === "" ? nothing : html`<dd class="note">${text}</dd>`);
    const tone = serious > 0 ? "bad" : alarmed > 0 ? "warn" : nothing;
    const ofEnded = since === "" ? "" : `calls that began and ended ${since}`;
    return html`<dl>
      <div class="large"><dt>Live calls</dt><dd class="figure">${formatNumber(liveCalls)}</dd>${note(total === undefined ? "" : `${countOf(total.calls, "call")} began and ended ${since}`)}</div>
      <div class="large" data-tone=${tone}>
        <dt>Calls with an alarm</dt>
        <dd class="figure">${formatNumber(alarmed)}</dd>
        ${note(alarmed === 0 ? "none of the live calls" : `${formatNumber(serious)} of them serious`)}
      </div>
      <div><dt>Words to screen p50</dt><dd class="figure">${latency(total?.screenP50Ms)}</dd>${note(ofEnded)}</div>
      <div><dt>Words to screen p99</dt><dd class="figure">${latency(total?.screenP99Ms)}</dd>${note(ofEnded)}</div>
      <div><dt>Suggestions shown</dt><dd class="figure">${formatNumber(suggestions)}</dd>${note(since === "" ? "" : `live calls, and those ${since}`)}</div>
    </dl>`;
  }

  #campaigns(campaigns: readonly WallCampaign[]): TemplateResult {
    const shown = campaigns.slice(0, MOST_CAMPAIGNS);
    const rest = campaigns.slice(MOST_CAMPAIGNS);
    const alarmedRest = rest.reduce((sum, { alarmed }) => sum + alarmed, 0);
    return html`<section aria-labelledby="campaigns">
      <h2 id="campaigns">Alarms by campaign</h2>
      ${
        shown.length === 0
          ? html`<p class="note">No call is live.</p>`
          : html`<table>
              <thead class="unseen">
                <tr><th scope="col">Campaign</th><th scope="col">Live calls with an alarm</th></tr>
              </thead>
              <tbody>
                ${shown.map(
                  ({
                    name,
                    liveCalls,
                    alarmed,
                    serious,
                    cause,
                  }) => html`<tr data-tone=${serious > 0 ? "bad" : alarmed > 0 ? "warn" : nothing}>
                    <th scope="row">${name}${cause === "" ? nothing : html`<small>${serious > 0 ? "serious: " : ""}${cause}</small>`}</th>
                    <td><b>${formatNumber(alarmed)}</b> of ${formatNumber(liveCalls)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>`
      }
      ${rest.length === 0 ? nothing : html`<p class="more">${countOf(rest.length, "more campaign")}: ${countOf(alarmedRest, "call")} with an alarm</p>`}
    </section>`;
  }

  /** Of calls that have ended: the live ones are above. */
  #causes(counted?: TrendReport): TemplateResult {
    const all = Object.entries(counted?.total.alarms ?? {}).sort(([, a], [, b]) => b - a);
    return html`<section aria-labelledby="causes">
      <h2 id="causes">Ended calls with an alarm${counted === undefined ? "" : ` ${sinceWords(counted)}`}</h2>
      ${
        all.length === 0
          ? html`<p class="note">None</p>`
          : html`<table>
              <thead class="unseen">
                <tr><th scope="col">Alarm</th><th scope="col">Ended calls</th></tr>
              </thead>
              <tbody>
                ${all.slice(0, MOST_CAUSES).map(([code, calls]) => html`<tr><th scope="row">${code}</th><td>${formatNumber(calls)}</td></tr>`)}
              </tbody>
            </table>`
      }
    </section>`;
  }

  #signedOut(atMs: number): TemplateResult {
    const href = `${LOGIN_PATH}?next=${encodeURIComponent("/operators/wall")}`;
    return html`<div></div>
      <div class="out" role="alert">
        <h1 class="figure">Signed out</h1>
        <p>The session was over at ${clockTime(atMs)}. No number is shown, as none would be of now.</p>
        <a class="button primary" href=${href}>Sign in again</a>
      </div>`;
  }

  #stateWords(isLive: boolean): string {
    if (isLive) return "Live";
    return `Not connected: numbers of ${clockTime(this.#freshAtMs)}, trying again`;
  }

  #instances(): string {
    const instances = this.feed.instance()?.instances;
    if (instances === undefined) return "";
    const absent = instances.filter(({ state }) => state !== "ready" && state !== "asked");
    const names = absent.map(({ name, state }) => `${name} is ${state}`).join(", ");
    return `${countOf(instances.length, "instance")}${names === "" ? "" : `; ${names}`}`;
  }

  #follow(): void {
    this.#count();
    this.#ends.push(
      this.store.subscribe(() => this.requestUpdate()),
      this.feed.watchCalls(
        (message) => this.store.apply(message),
        () => void this.#list(),
      ),
      this.feed.subscribe(() => this.#onFeed()),
    );
  }

  #onFeed(): void {
    this.requestUpdate();
    const isAway = this.feed.status().status === "away";
    if (!isAway) clearTimeout(this.#tryTimer);
    else this.#tryLater(() => this.feed.retryNow());
  }

  /** All live calls once; the feed tells how they change. */
  async #list(): Promise<void> {
    this.store.beginListing();
    try {
      this.store.takeListing(await this.api.listMatching({ ...NO_FILTER, live: "live" }));
      this.listFailed = false;
      this.#count();
    } catch {
      this.listFailed = true;
      this.#tryLater(() => void this.#list());
    }
  }

  #tryLater(again: () => void): void {
    clearTimeout(this.#tryTimer);
    this.#tryTimer = setTimeout(() => {
      if (this.isConnected && this.signedOutAtMs === undefined) again();
    }, TRY_AGAIN_MS);
  }

  #count(): void {
    if (this.signedOutAtMs !== undefined) return;
    const fromMs = Date.now() - COUNTED_MS;
    void this.#counted.load(() => this.api.trends({ dimension: "all", value: "", fromMs }));
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) return;
    const key = event.key.toLowerCase();
    if (key === "f") this.#switchFullScreen();
    if (key === "t") this.#switchTheme();
  };

  #switchTheme = (): void => {
    this.theme = this.theme === "dark" ? "light" : "dark";
    saveWallTheme(this.theme);
  };

  #switchFullScreen = (): void => {
    const isFull = document.fullscreenElement !== null;
    // A browser may refuse it, as in a frame: the wall is the same without.
    void (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});
  };
}

function sinceWords({ fromMs }: TrendReport): string {
  return `since ${clockTime(fromMs).slice(0, 5)}`;
}

/** "640 ms": the unit is smaller, so that the number is what is seen. */
function latency(ms: number | null | undefined): TemplateResult | string {
  if (ms === null || ms === undefined) return "–";
  const [value, ...unit] = formatMs(ms).split(" ");
  return html`${value}<small> ${unit.join(" ")}</small>`;
}

customElements.define("wall-page", WallPage);

declare global {
  interface HTMLElementTagNameMap {
    "wall-page": WallPage;
  }
}
