/** The panel's icons, drawn on a 16 x 16 grid with the text's colour; decoration only, a word always stands beside. */
import { svg, type TemplateResult } from "lit";
import type { CardKind } from "../state/card.ts";

const PATHS = {
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  check: "M2.5 8.5 6.5 12.5 13.5 4",
  cross: "M4 4l8 8M12 4l-8 8",
  thumbUp:
    "M2.5 7.5h2v6h-2zM4.5 7.5l2.4-5.2c1.1 0 1.8.8 1.6 1.9l-.4 2.3h4.2c.8 0 1.4.7 1.2 1.5l-1 4.3c-.2.7-.7 1.2-1.5 1.2H4.5",
  thumbDown:
    "M2.5 8.5h2v-6h-2zM4.5 8.5l2.4 5.2c1.1 0 1.8-.8 1.6-1.9l-.4-2.3h4.2c.8 0 1.4-.7 1.2-1.5l-1-4.3c-.2-.7-.7-1.2-1.5-1.2H4.5",
  help: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9.1 8 10M8 12.5v.5",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
  auto: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8 5l4-1.2M8 8h6M8 11l4 1.2",
  out: "M6 3H3v10h10v-3M9 3h4v4M13 3 7.5 8.5",
  arrowDown: "M8 3v10M3.5 8.5 8 13l4.5-4.5",
  arrowUp: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  replies: "M2.5 3.5h11v7H7L4 13v-2.5H2.5zM5 6h6M5 8h4",
  knowledge: "M8 2a4 4 0 0 0-2.2 7.3c.5.4.7.8.7 1.4h3c0-.6.2-1 .7-1.4A4 4 0 0 0 8 2zM6.5 13h3M7 15h2",
  articles: "M3.5 1.5h6l3 3v10h-9zM6 7h4M6 9.5h4M6 12h2.5",
  faq: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM6 6.3a2 2 0 1 1 2.8 1.8C8.2 8.4 8 8.7 8 9.3M8 11.3v.4",
  coaching: "M3 14V2M3 2.5h9L10 5.5l2 3H3",
  summary: "M2.5 3.5h11M2.5 6.5h11M2.5 9.5h7M2.5 12.5h9",
  note: "M2.5 2.5h11v7l-4 4h-7zM13.5 9.5h-4v4",
  problem: "M8 2 15 14H1zM8 6.5v3.5M8 11.8v.4",
  other: "M3 8h.01M8 8h.01M13 8h.01",
  wave: "M1.5 8h1.5M4.5 5.5v5M7 3v10M9.5 5v6M12 6.5v3M14 8h.5",
  hourglass:
    "M4 1.5h8M4 14.5h8M4.5 1.5C4.5 6 8 6.5 8 8s-3.5 2-3.5 6.5M11.5 1.5C11.5 6 8 6.5 8 8s3.5 2 3.5 6.5",
  unplugged:
    "M2 14l3-3M11 5l3-3M4 9l3 3M6 7 4 9c-1 1-1 2.5 0 3.5s2.5 1 3.5 0l2-2M9 4l3 3M10 9l2-2c1-1 1-2.5 0-3.5s-2.5-1-3.5 0l-2 2",
  phone: "M3 2.5h3l1 3.5-1.7 1.2a8 8 0 0 0 3.5 3.5L10 9l3.5 1v3c0 .5-.5 1-1 1C7 14 2 9 2 3.5c0-.5.5-1 1-1z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName, sizePx = 16): TemplateResult {
  return svg`<svg
    width=${sizePx}
    height=${sizePx}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width=${name === "other" ? 2.2 : 1.4}
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  ><path d=${PATHS[name]}></path></svg>`;
}

/** Each kind of card has an icon of its own name. */
export function kindIcon(kind: CardKind): TemplateResult {
  return icon(kind);
}
