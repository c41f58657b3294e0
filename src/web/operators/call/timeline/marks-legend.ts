/** The marks of the timeline and of the list of lines, drawn alike: a shape for each kind, and its name. */
import { html, svg, type TemplateResult } from "lit";
import { LINE_KINDS, type LineKind } from "../story/line-facts.ts";

export const KIND_WORDS: Readonly<Record<LineKind, string>> = {
  error: "Error",
  transition: "Transition",
  effect: "Effect",
  event: "Event",
};

const KIND_COLOURS: Readonly<Record<LineKind, string>> = {
  error: "var(--bad)",
  transition: "var(--trace)",
  effect: "var(--busy)",
  event: "var(--line-strong)",
};

export function kindMark(kind: LineKind): TemplateResult {
  const colour = KIND_COLOURS[kind];
  const shapes: Record<LineKind, TemplateResult> = {
    error: svg`<path d="M2.5 2.5l5 5M7.5 2.5l-5 5" stroke=${colour} stroke-width="2" />`,
    transition: svg`<path d="M5 .5 9 5 5 9.500 1 5z" fill=${colour} />`,
    effect: svg`<path d="M2 1.500 8.500 5 2 8.500z" fill=${colour} />`,
    event: svg`<circle cx="5" cy="5" r="2.2" fill=${colour} />`,
  };
  return html`<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">${shapes[kind]}</svg>`;
}

export function marksLegend(): TemplateResult {
  return html`<div class="legend" aria-hidden="true">
    ${LINE_KINDS.map((kind) => html`<span>${kindMark(kind)}${KIND_WORDS[kind]}</span>`)}
  </div>`;
}
