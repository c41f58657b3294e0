/** The suggestion pane's look. */
import { css } from "lit";
import { paneStyles } from "./pane-styles.ts";

export const suggestionListStyles = css`
  ${paneStyles}
  .scroller {
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
    inset-block-start: 46px;
  }
  .dismissed {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    flex-wrap: wrap;
    margin: 0;
    padding: 2px 12px;
    border-block-start: 1px solid var(--line);
    font-size: var(--small);
    color: var(--ink-soft);
  }
`;
