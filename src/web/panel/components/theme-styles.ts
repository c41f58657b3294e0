/** Colours, sizes and type of the panel as custom properties. Pairs of ink and ground meet WCAG AA in both themes. */
import { css, unsafeCSS } from "lit";

/** Declarations of the light theme. */
export const LIGHT = `
  color-scheme: light;
  --ground: #f3f5f2;
  --surface: #ffffff;
  --sunken: #e8ece7;
  --line: #d3d9d2;
  --line-strong: #7b857d;
  --ink: #17201b;
  --ink-soft: #4d5851;
  --accent: #0b6554;
  --on-accent: #ffffff;
  --accent-wash: #dcf0ea;
  --focus: #1a56d6;
  --customer: #8a3d0c;
  --customer-wash: #fbeee2;
  --agent: #0c5686;
  --agent-wash: #e2eff8;
  --good: #0b6554;
  --warn: #6d4600;
  --warn-wash: #fff1cf;
  --bad: #97261a;
  --bad-wash: #fde7e3;
  --kind-replies: #0b6554;
  --kind-knowledge: #4a3fa3;
  --kind-articles: #0c5686;
  --kind-faq: #7b2d86;
  --kind-coaching: #8a3d0c;
  --kind-summary: #3c5a14;
  --kind-note: #4d5851;
  --kind-problem: #6d4600;
  --kind-other: #4d5851;
  --shadow: 0 1px 2px rgb(23 32 27 / 8%), 0 1px 8px rgb(23 32 27 / 5%);
`;

/** Declarations of the dark theme. */
export const DARK = `
  color-scheme: dark;
  --ground: #101412;
  --surface: #1a201d;
  --sunken: #262e2a;
  --line: #333d37;
  --line-strong: #87928a;
  --ink: #e9efeb;
  --ink-soft: #aab6ae;
  --accent: #64d3ba;
  --on-accent: #06231c;
  --accent-wash: #163a31;
  --focus: #8ab4ff;
  --customer: #f3ae7c;
  --customer-wash: #35261b;
  --agent: #8cc6ef;
  --agent-wash: #172c3b;
  --good: #64d3ba;
  --warn: #f1c667;
  --warn-wash: #382c10;
  --bad: #ff9d8f;
  --bad-wash: #41201b;
  --kind-replies: #64d3ba;
  --kind-knowledge: #b6aefc;
  --kind-articles: #8cc6ef;
  --kind-faq: #e3a0ec;
  --kind-coaching: #f3ae7c;
  --kind-summary: #b2d381;
  --kind-note: #aab6ae;
  --kind-problem: #f1c667;
  --kind-other: #aab6ae;
  --shadow: 0 1px 2px rgb(0 0 0 / 40%);
`;

/** For the root element only: `theme` is "light", "dark" or "system". */
export const themeStyles = css`
  :host {
    ${unsafeCSS(LIGHT)}
    --text: 400 0.875rem/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
    --small: 0.75rem;
    font: var(--text);
    color: var(--ink);
    background: var(--ground);
  }
  :host([theme="dark"]) {
    ${unsafeCSS(DARK)}
  }
  @media (prefers-color-scheme: dark) {
    :host([theme="system"]) {
      ${unsafeCSS(DARK)}
    }
  }
`;
