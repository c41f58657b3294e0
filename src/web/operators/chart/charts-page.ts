/** `<charts-page>`: both charts at rest, and every state with its sentence, what is proven of it and an anchor. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { controlStyles } from "../parts/control-styles.ts";
import type { ChartName } from "./chart-types.ts";
import { chartsPageStyles } from "./charts-page-styles.ts";
import type { LayoutNode } from "./layout-types.ts";
import { layoutOf, statesOf } from "./layouts.ts";
import { invariantsLine, withCode } from "./state-card.ts";
import "./statechart-view.ts";

const CHARTS: readonly (readonly [ChartName, string])[] = [
  ["call", "The call"],
  ["participant", "The participant"],
];

export class ChartsPage extends LitElement {
  static override styles = [controlStyles, chartsPageStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#reveal);
    void this.updateComplete.then(this.#reveal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#reveal);
  }

  /** Anchors inside a shadow root are not the browser's to find. */
  #reveal = (): void => {
    const id = decodeURIComponent(location.hash.slice(1));
    const found = id === "" ? null : this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(id)}"]`);
    for (const marked of this.renderRoot.querySelectorAll("[data-here]")) marked.removeAttribute("data-here");
    found?.setAttribute("data-here", "");
    found?.scrollIntoView({ block: "center" });
    found?.focus({ preventScroll: true });
  };

  override render(): TemplateResult {
    return html`<h1>How calls work</h1>
      <p class="lead">
        What a call and each of its participants can be, drawn from the machines that run. Choose a state to read what it
        means.
      </p>
      <nav aria-label="Statecharts">${CHARTS.map(([name, title]) => html`<a href=${`#${name}`}>${title}</a>`)}</nav>
      ${CHARTS.map(([name, title]) => this.#chart(name, title))}`;
  }

  #chart(name: ChartName, title: string): TemplateResult {
    const layout = layoutOf(name);
    const root = layout.nodes.find(({ kind }) => kind === "root");
    return html`<section aria-labelledby=${name}>
      <h2 id=${name} tabindex="-1">${title}</h2>
      ${root?.sentence === undefined ? nothing : html`<p class="lead">${withCode(root.sentence)}</p>`}
      <statechart-view .layout=${name}></statechart-view>
      <dl>${statesOf(layout).map(describedState)}</dl>
    </section>`;
  }
}

function describedState(node: LayoutNode): TemplateResult {
  return html`<div class="entry" id=${node.id} tabindex="-1">
    <dt><a href=${`#${node.id}`}>${node.id}</a></dt>
    <dd>
      ${node.sentence === undefined ? nothing : html`<p>${withCode(node.sentence)}</p>`}${invariantsLine(node)}
    </dd>
  </div>`;
}

customElements.define("charts-page", ChartsPage);

declare global {
  interface HTMLElementTagNameMap {
    "charts-page": ChartsPage;
  }
}
