/** The root of the console: header, navigation, and the page that the address names. Owns the clients it is given. */
import { html, LitElement, type TemplateResult } from "lit";
import type { OperatorApi } from "../data/api.ts";
import type { CallSource } from "../data/call-source.ts";
import type { CallsStore } from "../data/calls-store.ts";
import type { Feed } from "../data/feed.ts";
import type { OperatorPageSettings } from "../page-settings.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { emptyState, emptyStateStyles } from "../parts/empty-state.ts";
import { themeStyles } from "../parts/theme-styles.ts";
import { BASE, type Route, type Router } from "../router.ts";
import { appStyles } from "./app-styles.ts";
import { titleOf } from "./page-titles.ts";
import "../call/call-page.ts";
import "../chart/charts-page.ts";
import "../list/calls-list.ts";
import "../pages/audit-page.ts";
import "../pages/bundle-page.ts";
import "../pages/compare-page.ts";
import "../pages/instance-page.ts";
import "../pages/jobs-page.ts";
import "../by-number/number-page.ts";
import { type NumberSearch, newNumberSearch } from "../by-number/number-search.ts";
import "../trends/trends-page.ts";
import "../wall/wall-page.ts";
import "./app-header.ts";

export class OperatorsApp extends LitElement {
  static override properties = {
    settings: { attribute: false },
    api: { attribute: false },
    feed: { attribute: false },
    store: { attribute: false },
    router: { attribute: false },
    route: { attribute: false },
    signedOutAtMs: { attribute: false },
  };
  declare settings: OperatorPageSettings;
  declare api: OperatorApi;
  declare feed: Feed;
  declare store: CallsStore;
  declare router: Router;
  declare route: Route;
  /** When a session was found to be over that the page does not leave by itself. */
  declare signedOutAtMs: number | undefined;
  #shownPage: string | undefined;
  #source: CallSource | undefined;
  /** In memory only, so that it is still there when a call was looked at. */
  readonly #numberSearch: NumberSearch = newNumberSearch();

  static override styles = [themeStyles, controlStyles, emptyStateStyles, appStyles];

  override render(): TemplateResult {
    // Nobody works at a wall: it has neither navigation nor a name in sight.
    if (this.route.page === "wall")
      return html`<main id="content" tabindex="-1" aria-label="Wall">${this.#page()}</main>`;
    return html`
      <app-header
        .feed=${this.feed}
        .session=${this.settings.session}
        .page=${["call", "compare", "by-number"].includes(this.route.page) ? "calls" : this.route.page}
        @sign-out=${() => void this.#signOut()}
        ><a class="skip" href="#content" @click=${this.#skip}>Skip to the content</a></app-header
      >
      <main id="content" tabindex="-1" aria-label=${titleOf(this.route)}>${this.#page()}</main>
    `;
  }

  protected override updated(): void {
    document.title = `${titleOf(this.route)} · Sidetone operators`;
    const page = this.route.page === "call" ? `call ${this.route.callKey}` : this.route.page;
    // A new page is announced by its name; the first one was announced by the browser.
    if (this.#shownPage !== undefined && this.#shownPage !== page)
      this.#main()?.focus({ preventScroll: true });
    this.#shownPage = page;
  }

  #page(): TemplateResult {
    const { route, api, feed, settings, store, router } = this;
    const { session } = settings;
    switch (route.page) {
      case "calls":
        return html`<calls-list
          .api=${api}
          .feed=${feed}
          .store=${store}
          .router=${router}
          .query=${route.query.toString()}
        ></calls-list>`;
      case "call":
        return html`<call-page
          .source=${this.#sourceOf(route.callKey)}
          .api=${api}
          .feed=${feed}
          .session=${session}
          .line=${route.line}
        ></call-page>`;
      case "compare":
        return html`<compare-page .api=${api} .feed=${feed} .query=${route.query.toString()}></compare-page>`;
      case "by-number":
        return html`<number-page .api=${api} .session=${session} .search=${this.#numberSearch}></number-page>`;
      case "trends":
        return html`<trends-page
          .api=${api}
          .router=${router}
          .query=${route.query.toString()}
          .plotUrl=${settings.plotUrl}
        ></trends-page>`;
      case "wall":
        return html`<wall-page
          .api=${api}
          .feed=${feed}
          .store=${store}
          .signedOutAtMs=${this.signedOutAtMs}
        ></wall-page>`;
      case "charts":
        return html`<charts-page></charts-page>`;
      case "jobs":
        return html`<jobs-page .api=${api} .session=${session}></jobs-page>`;
      case "audit":
        return html`<audit-page .api=${api} .router=${router} .query=${route.query.toString()}></audit-page>`;
      case "instance":
        return html`<instance-page
          .api=${api}
          .feed=${feed}
          .session=${session}
          .version=${settings.version}
        ></instance-page>`;
      case "bundle":
        return html`<bundle-page .api=${api} .feed=${feed} .session=${session}></bundle-page>`;
      case "unknown":
        return emptyState({
          icon: "search",
          title: "Page not found",
          text: "The address may be mistyped, or from another version.",
          action: { label: "Show the calls", run: () => router.go(BASE) },
        });
    }
  }

  /** One object for as long as the call is shown: its page starts again with every other one. */
  #sourceOf(callKey: string): CallSource {
    if (this.#source?.kind !== "live" || this.#source.callKey !== callKey)
      this.#source = { kind: "live", callKey };
    return this.#source;
  }

  #main(): HTMLElement | null {
    return this.renderRoot.querySelector("main");
  }

  #skip = (event: Event): void => {
    event.preventDefault();
    this.#main()?.focus();
  };

  async #signOut(): Promise<void> {
    // The operator wants to leave even if the server fails; the login page shows the result.
    await this.api.signOut().catch(() => undefined);
    location.assign(`${BASE}login`);
  }
}

customElements.define("operators-app", OperatorsApp);

declare global {
  interface HTMLElementTagNameMap {
    "operators-app": OperatorsApp;
  }
}
