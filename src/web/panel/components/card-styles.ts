/** The look of suggestion cards. */
import { css, unsafeCSS } from "lit";
import { CARD_KINDS } from "../state/card.ts";

/** A style attribute would need a weaker content security policy, so each kind has a separate rule. */
const KIND_COLOURS = CARD_KINDS.map(
  (kind) => `article[data-kind="${kind}"] { --kind: var(--kind-${kind}); }`,
).join("\n");

export const cardStyles = css`
  ${unsafeCSS(KIND_COLOURS)}
  :host {
    display: block;
    container-type: inline-size;
  }
  article {
    position: relative;
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: 10px;
    box-shadow: var(--shadow);
    padding-block: 4px 10px;
    padding-inline: 12px 4px;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  article[data-unread]::before {
    content: "";
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    inline-size: 4px;
    background: var(--kind);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 6px;
    min-block-size: 32px;
    font-size: var(--small);
    color: var(--ink-soft);
  }
  h3 {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0;
    font-size: 0.8125rem;
    font-weight: 650;
    color: var(--kind);
    white-space: nowrap;
  }
  .kept {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    font-size: 0.6875rem;
    font-weight: 700;
    color: var(--good);
    white-space: nowrap;
  }
  .reasons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    margin-block: 2px 8px;
    font-size: var(--small);
    color: var(--ink-soft);
  }
  .chip {
    padding: 3px 10px;
    min-block-size: 26px;
    border: 1px solid var(--line-strong);
    border-radius: 13px;
    font-size: var(--small);
    color: var(--ink);
  }
  .chip:hover {
    background: var(--sunken);
  }
  .chip[aria-pressed="true"] {
    border-color: var(--accent);
    background: var(--accent-wash);
    font-weight: 650;
  }
  .new {
    flex: none;
    white-space: nowrap;
    padding: 0 6px;
    border-radius: 99px;
    background: var(--kind);
    color: var(--surface);
    font-size: 0.6875rem;
    font-weight: 700;
    line-height: 1.5;
  }
  time {
    padding-block-start: 1px;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .words {
    padding-inline: 4px;
    margin-inline: -4px;
    font-weight: 400;
  }
  .words time {
    text-decoration: underline dotted;
    text-underline-offset: 3px;
  }
  .tools {
    margin-inline-start: auto;
    display: flex;
    align-items: center;
  }
  .tools .icon-button {
    inline-size: 28px;
    block-size: 28px;
  }
  .verdict:not(:hover, :focus-visible, [aria-pressed="true"]) {
    opacity: 0.65;
  }
  .verdict[aria-pressed="true"] {
    color: var(--accent);
    background: var(--sunken);
  }
  .verdict[aria-pressed="true"] svg {
    fill: currentColor;
    fill-opacity: 0.25;
  }
  /* Where there is no room for words, icon and bar stay and the words are still read out. */
  @container (max-width: 330px) {
    .tools .icon-button {
      inline-size: 24px;
    }
    .tools .text-button {
      padding-inline: 5px;
    }
    .new,
    .tools .word {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  .body {
    padding-inline-end: 8px;
  }
  .body[data-clamped] {
    max-block-size: 13.5em;
    overflow: hidden;
    mask-image: linear-gradient(#000 75%, transparent);
  }
  .more {
    margin-block-start: 4px;
    margin-inline-start: -8px;
  }
  h4 {
    margin: 0 0 4px;
    font-size: 0.875rem;
    font-weight: 650;
  }
  h4.part {
    margin: 8px 0 3px;
    font-size: var(--small);
    font-weight: 650;
    color: var(--ink-soft);
  }
  h4.part:first-child {
    margin-block-start: 0;
  }
  p,
  dl,
  dd {
    margin: 0;
  }
  .faq + .faq {
    margin-block-start: 10px;
    padding-block-start: 10px;
    border-block-start: 1px solid var(--line);
  }
  .from {
    margin-block-start: 6px;
    font-size: var(--small);
    color: var(--ink-soft);
  }
  .questions {
    list-style: none;
    margin: 0;
    padding: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .questions button {
    padding: 4px 10px;
    border: 1px solid var(--line-strong);
    border-radius: 14px;
    font-size: 0.8125rem;
    color: var(--kind);
  }
  .questions button:hover {
    border-color: var(--kind);
    background: var(--sunken);
  }
  .actions {
    margin: 0;
    padding-inline-start: 18px;
  }
  .actions li::marker {
    color: var(--kind);
  }
  details {
    margin-block-start: 6px;
  }
  summary {
    inline-size: fit-content;
    cursor: pointer;
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-soft);
    border-radius: 4px;
    padding-block: 3px;
  }
  .sources {
    list-style: none;
    margin: 2px 0 0;
    padding: 0;
    display: grid;
    gap: 8px;
  }
  .sources a,
  .sources .title {
    font-weight: 600;
  }
  .out {
    display: inline-block;
    margin-inline-start: 4px;
  }
  .sources p {
    color: var(--ink-soft);
    font-size: 0.8125rem;
  }
  .sections dt {
    display: flex;
    align-items: center;
    justify-content: space-between;
    font-size: var(--small);
    font-weight: 650;
    color: var(--ink-soft);
  }
  .sections dd + dt {
    margin-block-start: 8px;
  }
  article[data-kind="problem"] {
    background: none;
    border-style: dashed;
    box-shadow: none;
    padding-block-end: 8px;
  }
  .problem {
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
`;
