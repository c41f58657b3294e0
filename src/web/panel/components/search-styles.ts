/** The look of a field that searches, with its icon and buttons within one frame. */
import { css } from "lit";

export const searchStyles = css`
  form {
    display: flex;
    align-items: center;
    gap: 6px;
    padding-inline: 10px 4px;
    background: var(--surface);
    border: 1px solid var(--line-strong);
    border-radius: 8px;
    color: var(--ink-soft);
  }
  form:focus-within {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 34px;
    padding: 0;
    font: inherit;
    color: var(--ink);
    background: none;
    border: 0;
  }
  /* The frame shows the focus. */
  input:focus-visible {
    outline: 0;
  }
  input::placeholder {
    color: var(--ink-soft);
    opacity: 1;
  }
  input::-webkit-search-cancel-button {
    display: none;
  }
  svg {
    flex: none;
  }
`;
