/** The text of an empty or waiting place: the state, and what a person can do. */
import { css, html, nothing, type TemplateResult } from "lit";

export interface EmptyState<Icon extends string> {
  icon: Icon;
  /** "calm" when left out. */
  tone?: "calm" | "warn" | "bad";
  title: string;
  text: string;
  action?: { label: string; run: () => void };
}

/** What differs between the pages. */
export interface EmptyLook<Icon extends string> {
  icon(name: Icon, sizePx: number): TemplateResult;
  heading(title: string): TemplateResult;
  buttonClass: string;
}

const MARK_PX = 22;

/** Goes with the page's controls. */
export const sharedEmptyStyles = css`
  .empty {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 6px;
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
  .empty :is(h2, h3) {
    margin: 6px 0 0;
    font-size: 1rem;
    font-weight: 650;
    color: var(--ink);
  }
  .empty p {
    text-wrap: balance;
  }
`;

/** A page's own function for its empty places. */
export function emptyStateOf<Icon extends string>(look: EmptyLook<Icon>) {
  return ({ icon, tone, title, text, action }: EmptyState<Icon>): TemplateResult =>
    html`<div class="empty">
      <span class="mark" data-tone=${tone ?? "calm"}>${look.icon(icon, MARK_PX)}</span>
      ${look.heading(title)}
      <p>${text}</p>
      ${
        action === undefined
          ? nothing
          : html`<button class=${look.buttonClass} type="button" @click=${action.run}>${action.label}</button>`
      }
    </div>`;
}
