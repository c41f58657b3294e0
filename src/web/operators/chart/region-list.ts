/** A chart's present states as a list, for pages with little room. */
import { html, type TemplateResult } from "lit";

/** `rows` are those of regionRows in active-states.ts. */
export function regionList(rows: readonly [region: string, words: string][]): TemplateResult {
  if (rows.length === 0) return html`<p>Not begun</p>`;
  return html`<dl class="rows">
    ${rows.map(([region, words]) => html`<dt>${region === "" ? "state" : region}</dt><dd>${words}</dd>`)}
  </dl>`;
}
