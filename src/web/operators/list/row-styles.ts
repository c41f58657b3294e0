/** The look of one row, and of the same as a card on a narrow page. Heights are those that calls-list.ts counts with. */
import { css } from "lit";

export const rowStyles = css`
  .row,
  .head {
    display: grid;
    grid-template-columns:
      minmax(200px, 1.9fr) minmax(134px, 0.5fr) minmax(100px, 0.5fr)
      minmax(510px, 2fr) 68px 100px;
    column-gap: 12px;
    padding-inline: 16px;
  }
  .row {
    align-items: center;
    block-size: 76px;
    contain: strict;
    border-block-end: 1px solid var(--line);
    border-inline-start: 4px solid transparent;
    padding-inline-start: 12px;
    font-size: 0.8125rem;
    line-height: 1.35;
    cursor: pointer;
  }
  .row:hover {
    background: var(--raised);
  }
  .row:focus-visible {
    outline-offset: -3px;
  }
  .row[data-gravity="serious"]:not([data-ended]) {
    border-inline-start-color: var(--bad);
  }
  .row[data-gravity="warning"]:not([data-ended]) {
    border-inline-start-color: var(--warn);
  }
  .row > div {
    min-inline-size: 0;
  }
  .alarm {
    display: grid;
    justify-items: start;
    gap: 2px;
  }
  .agents,
  .campaigns,
  .id a {
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* The longest cause fits; what an upstream service wrote may be longer. */
  .why {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
    font-size: var(--small);
    line-height: 1.25;
    color: var(--ink-soft);
  }
  .calm {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-size: var(--small);
    color: var(--ink-soft);
  }
  .call {
    display: grid;
  }
  .source,
  .campaigns,
  .began {
    font-size: var(--small);
    color: var(--ink-soft);
    white-space: nowrap;
  }
  .id {
    display: flex;
    align-items: center;
    gap: 2px;
    font-family: var(--mono);
    font-size: 0.8125rem;
  }
  .pick {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin: 0 6px 0 0;
    accent-color: var(--accent);
  }
  .row[aria-selected="true"] {
    background: var(--accent-wash);
  }
  .people {
    display: grid;
  }
  .agents {
    display: flex;
    align-items: center;
    gap: 5px;
    font-weight: 600;
  }
  .agents svg,
  .counts svg {
    flex: none;
    color: var(--ink-soft);
  }
  .people i {
    font-weight: 400;
    color: var(--ink-soft);
  }
  .states {
    display: flex;
    gap: 4px;
    overflow: hidden;
  }
  .lamp {
    display: grid;
    flex: 1 1 0;
    min-inline-size: 62px;
    max-inline-size: 128px;
    padding: 3px 2px 3px 6px;
    border-inline-start: 3px solid var(--tone);
    border-radius: 3px;
    background: var(--raised);
    font-size: 0.6875rem;
    --tone: var(--line-strong);
  }
  .lamp .region {
    color: var(--ink-soft);
  }
  .lamp .region,
  .lamp .value span {
    min-inline-size: 0;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .lamp .value {
    display: flex;
    align-items: center;
    gap: 3px;
    min-inline-size: 0;
    font-weight: 600;
  }
  .lamp svg {
    flex: none;
  }
  .lamp[data-tone="good"] {
    --tone: var(--good);
  }
  .lamp[data-tone="busy"] {
    --tone: var(--busy);
  }
  .lamp[data-tone="busy"] .value {
    color: var(--busy);
  }
  .lamp[data-tone="warn"] {
    --tone: var(--warn);
    background: var(--warn-wash);
  }
  .lamp[data-tone="warn"] .value {
    color: var(--warn);
  }
  .lamp[data-tone="warn"] .region,
  .lamp[data-tone="bad"] .region {
    color: var(--ink);
  }
  .lamp[data-tone="bad"] {
    --tone: var(--bad);
    background: var(--bad-wash);
  }
  .lamp[data-tone="bad"] .value {
    color: var(--bad);
  }
  .row[data-ended] .lamp {
    background: none;
  }
  .counts {
    display: flex;
    gap: 12px;
  }
  .counts > span {
    display: inline-flex;
    align-items: center;
    gap: 3px;
  }
  .age {
    display: grid;
    justify-items: end;
  }
  .head > :last-child {
    text-align: end;
  }
  .length {
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .row[data-ended] .length {
    font-weight: 400;
    color: var(--ink-soft);
  }
  @media (max-width: 1000px) {
    .row {
      grid-template:
        "alarm alarm age" minmax(50px, auto)
        "call counts people" auto
        "states states states" auto / minmax(0, 1fr) auto auto;
      gap: 4px 12px;
      align-content: center;
      block-size: 162px;
      margin: 8px 12px 0;
      padding: 8px 10px;
      border: 1px solid var(--line);
      border-inline-start-width: 4px;
      border-radius: var(--radius);
      background: var(--surface);
    }
    .row[data-gravity="none"],
    .row[data-ended] {
      border-inline-start-color: var(--line-strong);
    }
    .why {
      -webkit-line-clamp: 2;
    }
    .alarm {
      grid-area: alarm;
      align-self: start;
    }
    .call {
      grid-area: call;
    }
    .people {
      grid-area: people;
      justify-items: end;
      max-inline-size: 160px;
    }
    .states {
      grid-area: states;
    }
    .lamp {
      max-inline-size: none;
    }
    .counts {
      grid-area: counts;
    }
    .age {
      grid-area: age;
      align-self: start;
    }
  }
  @media (max-width: 560px) {
    .row {
      grid-template-rows: minmax(62px, auto) auto auto;
      block-size: 214px;
    }
    .why {
      -webkit-line-clamp: 3;
    }
    .states {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 4px;
    }
  }
  @media (max-width: 380px) {
    .row {
      column-gap: 6px;
    }
    .counts {
      display: grid;
      gap: 0;
      align-content: end;
    }
    .people {
      max-inline-size: 110px;
    }
    .lamp svg {
      display: none;
    }
  }
`;
