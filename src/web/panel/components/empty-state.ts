/** What an empty pane says: what is going on, and what will appear. */
import { css, html, type TemplateResult } from "lit";
import { type IconName, icon } from "./icons.ts";

export interface EmptyState {
  icon: IconName;
  /** "calm" when left out. */
  tone?: "calm" | "warn";
  title: string;
  text: string;
  action?: { label: string; run: () => void };
}

export const emptyStateStyles = css`
  .empty {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 6px;
    min-block-size: min(260px, 100%);
    block-size: 100%;
    padding: 24px;
    text-align: center;
    color: var(--ink-soft);
  }
  .empty .mark {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    border-radius: 50%;
    background: var(--accent-wash);
    color: var(--accent);
  }
  .empty .mark[data-tone="warn"] {
    background: var(--warn-wash);
    color: var(--warn);
  }
  .empty h3 {
    margin: 6px 0 0;
    font-size: 1rem;
    font-weight: 650;
    color: var(--ink);
  }
  .empty p {
    margin: 0;
    max-inline-size: 30ch;
    text-wrap: balance;
  }
`;

export function emptyStateTemplate(state: EmptyState): TemplateResult {
  return html`<div class="empty">
    <span class="mark" data-tone=${state.tone ?? "calm"}>${icon(state.icon, 22)}</span>
    <h3>${state.title}</h3>
    <p>${state.text}</p>
    ${
      state.action === undefined
        ? ""
        : html`<button class="text-button" @click=${state.action.run}>${state.action.label}</button>`
    }
  </div>`;
}
