/** The page of chart-scene.ts: the console's theme around one of the chart elements. */
import { html, LitElement, type TemplateResult } from "lit";
import "../../src/web/operators/chart/actor-tree.ts";
import "../../src/web/operators/chart/charts-page.ts";
import "../../src/web/operators/chart/statechart-view.ts";
import { themeStyles } from "../../src/web/operators/parts/theme-styles.ts";

class ChartScenePage extends LitElement {
  static override styles = themeStyles;

  override render(): TemplateResult {
    return html`<header><h1 style="margin:0;font-size:1rem">Charts</h1><h2 style="margin:0;font-size:1rem">One of them</h2></header><main style="display:block;padding:12px;min-block-size:100dvh;box-sizing:border-box"></main>`;
  }
}

customElements.define("chart-scene", ChartScenePage);
