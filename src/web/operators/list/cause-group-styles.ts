/** The look of the list by causes. */
import { css } from "lit";

export const causeGroupStyles = css`
  .causes {
    display: grid;
    gap: 8px;
    max-inline-size: 1000px;
    margin: 12px 16px 32px;
    padding: 0;
    list-style: none;
  }
  .causes li {
    display: grid;
    grid-template-columns: minmax(44px, auto) minmax(0, 1fr) auto;
    align-items: center;
    gap: 6px 14px;
    padding: 10px 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .causes .count {
    font-size: 1.375rem;
    text-align: end;
  }
  .causes p {
    margin: 4px 0 0;
    overflow-wrap: anywhere;
  }
  .causes .newest {
    font-size: var(--small);
    color: var(--ink-soft);
  }
  .causes .newest a {
    color: var(--accent);
  }
  @media (max-width: 560px) {
    .causes {
      margin-inline: 12px;
    }
    .causes li {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .causes li > .button {
      grid-column: 2;
      justify-self: start;
    }
  }
`;
