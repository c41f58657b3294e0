/** Buttons, links, keys, focus ring and hidden text, the same on both pages. Each page adds the controls it has alone. */
import { css } from "lit";

/** Text for those who hear the page. */
export const unseenStyles = css`
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** `--icon-button` is the side of a button that shows an icon only; 28px where a page sets none. */
export const sharedControls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: 6px;
    padding: 0;
    margin: 0;
    text-align: start;
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .icon-button {
    display: inline-grid;
    place-items: center;
    inline-size: var(--icon-button, 28px);
    block-size: var(--icon-button, 28px);
    flex: none;
    color: var(--ink-soft);
  }
  .icon-button:hover:where(:not(:disabled)) {
    background: var(--sunken);
    color: var(--ink);
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  kbd {
    padding: 0 5px;
    font: 600 0.6875rem/1.6 var(--mono);
    color: var(--ink-soft);
    background: var(--sunken);
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  ${unseenStyles}
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
