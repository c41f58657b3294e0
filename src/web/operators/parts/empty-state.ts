/** What an empty or waiting place says: what is going on, and what the operator can do. */
import { css, html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "./icons.ts";

export interface EmptyState {
  icon: IconName;
  /** "calm" when left out. */
  tone?: "calm" | "warn" | "bad";
  title: string;
  text: string;
  action?: { label: string; run: () => void };
}

/** Goes with controlStyles. */
export const emptyStateStyles = css`
  .empty {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 6px;
    padding: 48px 24px;
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
  .empty .mark[data-tone="bad"] {
    background: var(--bad-wash);
    color: var(--bad);
  }
  .empty h2 {
    margin: 6px 0 0;
    font-size: 1rem;
    font-weight: 650;
    color: var(--ink);
  }
  .empty p {
    margin: 0 0 6px;
    max-inline-size: 44ch;
    text-wrap: balance;
  }
`;

export function emptyState(state: EmptyState): TemplateResult {
  return html`<div class="empty">
    <span class="mark" data-tone=${state.tone ?? "calm"}>${icon(state.icon, 22)}</span>
    <h2>${state.title}</h2>
    <p>${state.text}</p>
    ${
      state.action === undefined
        ? nothing
        : html`<button class="button" type="button" @click=${state.action.run}>${state.action.label}</button>`
    }
  </div>`;
}
