/** The look of the header: a dark strip in both themes, so that its lamps are always in the same place and colour. */
import { css } from "lit";

export const headerStyles = css`
  header {
    background: var(--header);
    color: var(--on-header);
    border-block-end: 1px solid var(--header-line);
  }
  .strip {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 18px;
    min-block-size: 46px;
    padding: 6px 16px 2px;
    font-size: 0.8125rem;
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    color: inherit;
    font-size: 1rem;
    font-weight: 700;
    letter-spacing: 0.01em;
    text-decoration: none;
  }
  .mark svg {
    color: #74c2ee;
  }
  .mark .echo {
    opacity: 0.6;
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    padding: 1px 9px;
    border: 1px solid var(--header-line);
    border-radius: 99px;
    font-weight: 600;
  }
  .state i {
    inline-size: 8px;
    block-size: 8px;
    border-radius: 2px;
    background: #f1c667;
  }
  .state[data-state="ready"] i {
    border-radius: 50%;
    background: #63d2a6;
    box-shadow: 0 0 6px #63d2a6;
  }
  .state[data-state="draining"] {
    border-color: #f1c667;
    color: #f1c667;
  }
  .numbers {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    margin: 0;
    flex: 1 1 auto;
  }
  .numbers[data-stale] {
    opacity: 0.6;
  }
  .numbers div {
    display: flex;
    flex-direction: row-reverse;
    align-items: baseline;
    gap: 5px;
  }
  dt {
    color: var(--on-header-soft);
  }
  dt svg {
    display: none;
  }
  dd {
    margin: 0;
    font-weight: 650;
  }
  .connection {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-weight: 600;
    color: #f1c667;
  }
  .connection[data-status="live"] {
    color: #63d2a6;
  }
  .connection[data-status="bad"] {
    color: #ff9d8f;
  }
  .connection .detail {
    font-weight: 400;
    color: var(--on-header-soft);
  }
  .connection button,
  .sign-out {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: 26px;
    padding: 1px 9px;
    border: 1px solid var(--header-line);
    color: var(--on-header);
  }
  .connection button:hover,
  .sign-out:hover {
    border-color: var(--on-header-soft);
  }
  .who {
    display: inline-flex;
    align-items: center;
    gap: 10px;
  }
  .name {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-weight: 600;
  }
  .name span {
    max-inline-size: 22ch;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .roles {
    color: var(--on-header-soft);
    white-space: nowrap;
  }
  nav {
    display: flex;
    gap: 2px;
    padding: 0 8px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  nav a {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 38px;
    padding: 0 12px;
    border-block-end: 3px solid transparent;
    color: var(--on-header-soft);
    font-size: 0.8125rem;
    font-weight: 600;
    text-decoration: none;
    white-space: nowrap;
  }
  nav a:hover {
    color: var(--on-header);
  }
  nav a[aria-current] {
    color: var(--on-header);
    border-block-end-color: #74c2ee;
  }
  :focus-visible {
    outline-color: #8ab4ff;
    outline-offset: -2px;
  }
  @media (max-width: 1000px) {
    .roles {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @media (max-width: 700px) {
    .name span {
      max-inline-size: 12ch;
    }
    .strip {
      gap: 4px 12px;
      padding: 6px 12px 0;
    }
    .mark span,
    .sign-out .label {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .numbers {
      order: 1;
      flex-basis: 100%;
      gap: 2px 14px;
      font-size: var(--small);
    }
    .who {
      margin-inline-start: auto;
    }
    nav {
      padding: 0 4px;
    }
    nav a {
      padding: 0 10px;
    }
    nav svg {
      display: none;
    }
  }
`;
