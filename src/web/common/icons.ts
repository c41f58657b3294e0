/** How an icon is drawn: on a 16 x 16 grid, with the text's colour; decoration only, always beside a word. */
import { nothing, svg, type TemplateResult } from "lit";

/** The drawings both pages use, each under the name of what it shows. */
export const DRAWINGS = {
  arrowUp: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  bulb: "M8 2a4 4 0 0 0-2.2 7.3c.5.4.7.8.7 1.4h3c0-.6.2-1 .7-1.4A4 4 0 0 0 8 2zM6.5 13h3M7 15h2",
  bubble: "M2.5 3.5h11v7H7L4 13v-2.5H2.5zM5 6h6M5 8h4",
  check: "M2.5 8.5 6.5 12.5 13.5 4",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  cross: "M4 4l8 8M12 4l-8 8",
  hourglass:
    "M4 1.5h8M4 14.5h8M4.5 1.5C4.5 6 8 6.5 8 8s-3.5 2-3.5 6.5M11.5 1.5C11.5 6 8 6.5 8 8s3.5 2 3.5 6.5",
  out: "M6 3H3v10h10v-3M9 3h4v4M13 3 7.5 8.5",
  page: "M3.5 1.5h6l3 3v10h-9zM6 7h4M6 9.5h4M6 12h2.5",
  phone: "M3 2.5h3l1 3.5-1.7 1.2a8 8 0 0 0 3.5 3.5L10 9l3.5 1v3c0 .5-.5 1-1 1C7 14 2 9 2 3.5c0-.5.5-1 1-1z",
  plug: "M2 14l3-3M11 5l3-3M4 9l3 3M6 7 4 9c-1 1-1 2.5 0 3.5s2.5 1 3.5 0l2-2M9 4l3 3M10 9l2-2c1-1 1-2.5 0-3.5s-2.5-1-3.5 0l-2 2",
  triangle: "M8 2 15 14H1zM8 6.5v3.5M8 11.8v.4",
  wave: "M1.5 8h1.5M4.5 5.5v5M7 3v10M9.5 5v6M12 6.5v3M14 8h.5",
} as const;

export interface IconLook {
  /** Side in CSS pixels. */
  sizePx: number;
  /** Filled instead of outlined. */
  isSolid?: boolean;
  /** Drawn the other way round, as pages that run from right to left have it. */
  isMirrored?: boolean;
  /** Default 1.4. */
  strokeWidth?: number;
}

export function drawIcon(
  path: string,
  { sizePx, isSolid = false, isMirrored = false, strokeWidth = 1.4 }: IconLook,
): TemplateResult {
  return svg`<svg
    width=${sizePx}
    height=${sizePx}
    viewBox="0 0 16 16"
    fill=${isSolid ? "currentColor" : "none"}
    stroke="currentColor"
    stroke-width=${strokeWidth}
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  ><path d=${path} transform=${isMirrored ? "matrix(-1 0 0 1 16 0)" : nothing}></path></svg>`;
}
