/** A line under the header that appears when something is wrong: what it is, and what the agent can do. */
import { css, html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "./icons.ts";

export interface Banner {
  tone: "warn" | "bad";
  icon: IconName;
  title: string;
  text: string;
  action?: { label: string; run: () => void };
  /** A page that says more. */
  link?: { label: string; href: string };
}

export function bannerLine({ tone, icon: mark, title, text, action, link }: Banner): TemplateResult {
  return html`<div class="banner ${tone}" role="alert">
    <span class="mark">${icon(mark)}</span>
    <div>
      <strong>${title}</strong>
      <p aria-live="off">${text}</p>
      ${
        link === undefined
          ? nothing
          : html`<a href=${link.href} target="_blank" rel="noopener">${link.label}</a>`
      }
    </div>
    ${
      action === undefined
        ? nothing
        : html`<button class="solid-button" @click=${action.run}>${action.label}</button>`
    }
  </div>`;
}

export const bannerStyles = css`
  .banner {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 4px 8px;
    align-items: center;
    padding: 8px 12px;
    overflow-wrap: anywhere;
    font-size: 0.8125rem;
    border-block-end: 1px solid var(--line);
  }
  @media (max-width: 260px) {
    .banner .solid-button {
      grid-column: 2;
      justify-self: start;
    }
  }
  .warn {
    background: var(--warn-wash);
    color: var(--warn);
  }
  .bad {
    background: var(--bad-wash);
    color: var(--bad);
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 5px 12px;
    font-size: var(--small);
    border-block-end: 1px solid var(--line);
  }
  li {
    display: flex;
    gap: 6px;
  }
  li svg {
    flex: none;
    margin-block-start: 2px;
  }
  strong {
    display: block;
  }
  p {
    margin: 0;
    color: var(--ink);
    font-variant-numeric: tabular-nums;
  }
  .mark {
    align-self: start;
    padding-block-start: 2px;
  }
  a {
    color: inherit;
    font-weight: 600;
  }
  a:focus-visible {
    outline: 2px solid currentcolor;
    outline-offset: 2px;
  }
`;
