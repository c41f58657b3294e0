/**
 * Colours, sizes and type of the console as custom properties, for both themes; the app's root sets them, every element
 * below inherits them. Pairs of ink and ground meet WCAG AA (theme-styles.test.ts).
 *
 * Tones: good, busy (on its way), idle, warn, bad, each with a `-wash` as its ground. `lit` is the lamp of a state that is
 * active now, `trace` the transition taken last. `audio-...` are the parts of the ledger strip.
 */
import { css, unsafeCSS } from "lit";
import { DARK_TOKENS, LIGHT_TOKENS, pageStyles } from "../../common/tokens.ts";

/** Declarations of the light theme. */
export const LIGHT = `
  ${LIGHT_TOKENS}
  --ground: #eef1f4;
  --raised: #f7f9fb;
  --sunken: #e3e8ed;
  --line: #d0d7df;
  --line-strong: #6f7c89;
  --ink: #111820;
  --ink-soft: #45525f;
  --accent: #0b5a8a;
  --accent-wash: #dcebf6;
  --good: #0b6148;
  --good-wash: #daf0e6;
  --busy: #553aa0;
  --busy-wash: #ebe6f9;
  --idle: #45525f;
  --idle-wash: #e3e8ed;
  --warn-wash: #fff0cc;
  --bad-wash: #fde5e1;
  --supervisor: #553aa0;
  --supervisor-wash: #ebe6f9;
  --lit: #b25f00;
  --lit-wash: #ffe3b0;
  --on-lit: #3d2200;
  --trace: #0b5a8a;
  --audio-speech: #0b6b8a;
  --audio-silence: #a9b6c2;
  --audio-hold: #b88a2e;
  --audio-gap: #b3261e;
  --audio-replay: #6a4fc0;
  --audio-dropped: #d1495b;
  --header: #141b22;
  --on-header: #e8eef4;
  --on-header-soft: #a9b7c4;
  --header-line: #2d3944;
  --shadow: 0 1px 2px rgb(17 24 32 / 8%), 0 1px 8px rgb(17 24 32 / 5%);
`;

/** Declarations of the dark theme. */
export const DARK = `
  ${DARK_TOKENS}
  --ground: #0d1217;
  --surface: #151c23;
  --raised: #1a222a;
  --sunken: #222c36;
  --line: #2d3944;
  --line-strong: #83919e;
  --ink: #e6edf3;
  --ink-soft: #a7b4c0;
  --accent: #74c2ee;
  --on-accent: #05202f;
  --accent-wash: #15303f;
  --good: #63d2a6;
  --good-wash: #14362b;
  --busy: #b9adfc;
  --busy-wash: #2a2546;
  --idle: #a7b4c0;
  --idle-wash: #222c36;
  --bad-wash: #43201b;
  --supervisor: #b9adfc;
  --supervisor-wash: #2a2546;
  --lit: #ffb84d;
  --lit-wash: #4a3410;
  --on-lit: #ffe9c4;
  --trace: #74c2ee;
  --audio-speech: #58b7da;
  --audio-silence: #4a5865;
  --audio-hold: #d3a650;
  --audio-gap: #ff8a7a;
  --audio-replay: #a897f5;
  --audio-dropped: #ff8296;
  --header: #0a0e12;
  --on-header: #e6edf3;
  --on-header-soft: #a7b4c0;
  --header-line: #2d3944;
`;

/** For the root element only; the theme is the system's. */
export const themeStyles = css`
  ${pageStyles}
  :host {
    ${unsafeCSS(LIGHT)}
    --mono: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace;
    --radius: 8px;
    font-variant-numeric: tabular-nums;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      ${unsafeCSS(DARK)}
    }
  }
`;
