/** What both panes have: one part that scrolls, and a button over it that leads back to the newest. */
import { css } from "lit";

/** Goes before a pane's own styles, which place the button and pad what scrolls. */
export const paneStyles = css`
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
  }
  .newest {
    position: absolute;
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
`;
