/**
 * The names of both pages' colours and sizes. Each page adds its own grounds and tones; pairs of ink and ground
 * meet WCAG AA (theme-styles.test.ts of either page).
 */
import { css } from "lit";

/** Who speaks, warnings, faults and the focus ring, in the light theme. */
export const LIGHT_TOKENS = `
  color-scheme: light;
  --surface: #ffffff;
  --on-accent: #ffffff;
  --focus: #1a56d6;
  --agent: #0c5686;
  --agent-wash: #e2eff8;
  --customer: #8a3d0c;
  --customer-wash: #fbeee2;
  --warn: #6d4600;
  --bad: #97261a;
`;

/** The same in the dark theme. */
export const DARK_TOKENS = `
  color-scheme: dark;
  --focus: #8ab4ff;
  --agent: #8cc6ef;
  --agent-wash: #172c3b;
  --customer: #f3ae7c;
  --customer-wash: #35261b;
  --warn: #f1c667;
  --warn-wash: #382c10;
  --bad: #ff9d8f;
  --shadow: 0 1px 2px rgb(0 0 0 / 40%);
`;

/** Type and ground of a page; for its root element. The page's colours must be set there as well. */
export const pageStyles = css`
  :host {
    --text: 400 0.875rem/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
    --small: 0.75rem;
    font: var(--text);
    color: var(--ink);
    background: var(--ground);
  }
`;
