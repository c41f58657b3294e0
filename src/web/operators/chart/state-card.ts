/** A state's card: what it means, what holds in it, what it hears and where it leads. */
import { html, nothing, type TemplateResult } from "lit";
import type { ChartLayout, LayoutNode } from "./layout-types.ts";

export interface CardOptions {
  layout: ChartLayout;
  node: LayoutNode;
  isActive: boolean;
  /** Address of the page that describes the states. */
  docsHref: string;
  onClose(): void;
}

export function stateCard({ layout, node, isActive, docsHref, onClose }: CardOptions): TemplateResult {
  const ways = layout.edges.filter(({ from }) => from === node.id);
  return html`<section class="card" role="dialog" aria-labelledby="card-title" tabindex="-1">
    <header>
      <div>
        <h3 id="card-title">${node.label}${isActive ? html` <span class="chip" data-tone="warn">active</span>` : nothing}</h3>
        <code class="path">${node.id}</code>
      </div>
      <button class="icon-button" aria-label="Close" @click=${onClose}>✕</button>
    </header>
    ${node.sentence === undefined ? nothing : html`<p>${withCode(node.sentence)}</p>`}
    ${invariantsLine(node)}
    ${ways.length === 0 ? nothing : html`<h4>Leads to</h4><ul>${ways.map((way) => wayItem(layout, way))}</ul>`}
    ${
      node.handles === undefined
        ? nothing
        : html`<h4>Answers without leaving</h4><ul>${node.handles.map((event) => html`<li><code>${event}</code></li>`)}</ul>`
    }
    <p><a href=${`${docsHref}#${node.id}`}>All states and their sentences</a></p>
  </section>`;
}

export function invariantsLine(node: LayoutNode): TemplateResult | typeof nothing {
  if (node.invariants === undefined) return nothing;
  return html`<p>Proven here: ${node.invariants.join(", ")}</p>`;
}

function wayItem(layout: ChartLayout, { to, words }: ChartLayout["edges"][number]): TemplateResult {
  const names = to.map((id) => layout.nodes.find((node) => node.id === id)?.label ?? id).join(", ");
  return html`<li><strong>${names}</strong>: ${words.join("; ")}</li>`;
}

/** Names in backticks become code. */
export function withCode(text: string): (string | TemplateResult)[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}
