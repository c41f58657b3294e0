/** The box of a dialog, on both pages. */
import { css } from "lit";

/** `--dialog` is its widest inline size, 440px where none is set. */
export const dialogStyles = css`
  dialog {
    inline-size: min(var(--dialog, 440px), calc(100vw - 24px));
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    color: var(--ink);
  }
  h2 {
    margin: 0;
  }
  p {
    color: var(--ink-soft);
  }
`;
