/** The suggestion pane's look. */
import { css } from "lit";

export const suggestionListStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }
  .scroller {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overflow-anchor: none;
    padding: 6px 12px 16px;
  }
  .cards {
    display: grid;
    gap: 8px;
  }
  sidetone-card {
    border-radius: 10px;
    min-inline-size: 0;
  }
  .newest {
    position: absolute;
    inset-block-start: 46px;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 5px 14px;
    border-radius: 99px;
    font-size: 0.8125rem;
    font-weight: 600;
    background: var(--accent);
    color: var(--on-accent);
    box-shadow: var(--shadow);
  }
  .dismissed {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    margin: 10px 0 0;
    font-size: var(--small);
    color: var(--ink-soft);
  }
`;
