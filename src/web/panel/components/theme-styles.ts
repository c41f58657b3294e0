/** Colours, sizes and type of the panel as custom properties. Pairs of ink and ground meet WCAG AA in both themes. */
import { css, unsafeCSS } from "lit";
import { DARK_TOKENS, LIGHT_TOKENS, pageStyles } from "../../common/tokens.ts";

/** Declarations of the light theme. */
export const LIGHT = `
  ${LIGHT_TOKENS}
  --ground: #f3f5f2;
  --sunken: #e8ece7;
  --line: #d3d9d2;
  --line-strong: #7b857d;
  --ink: #17201b;
  --ink-soft: #4d5851;
  --accent: #0b6554;
  --accent-wash: #dcf0ea;
  --good: #0b6554;
  --warn-wash: #fff1cf;
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
  ${DARK_TOKENS}
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
  --good: #64d3ba;
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
`;

/** For the root element only: `theme` is "light", "dark" or "system". */
export const themeStyles = css`
  ${pageStyles}
  :host {
    ${unsafeCSS(LIGHT)}
    --mono: ui-monospace, "Cascadia Mono", Menlo, monospace;
    --icon-button: 32px;
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
