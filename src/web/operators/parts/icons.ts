/** The console's icons by what they mean there. */
import type { TemplateResult } from "lit";
import { DRAWINGS, drawIcon } from "../../common/icons.ts";

const PATHS = {
  calls: DRAWINGS.phone,
  charts: "M2 2.5h5v4H2zM9 9.5h5v4H9zM4.5 6.5v5H9",
  trends: "M2 2v12h12M4.5 10.5 7.5 7l2.5 2 4-5",
  jobs: "M2.5 4.5h11v3h-11zM2.5 8.5h11v3h-11zM4.5 6h.01M4.5 10h.01",
  audit: DRAWINGS.page,
  instance: "M2 3h12v4H2zM2 9h12v4H2zM4.5 5h.01M4.5 11h.01",
  bundle: "M2 5l6-3 6 3v6l-6 3-6-3zM2 5l6 3 6-3M8 8v6",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5 14 14",
  filter: "M2 3h12M4 7.5h8M6.5 12h3",
  copy: DRAWINGS.copy,
  check: DRAWINGS.check,
  cross: DRAWINGS.cross,
  warning: DRAWINGS.triangle,
  serious: "M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM8 4.5v4.5M8 11v.4",
  arrowUp: DRAWINGS.arrowUp,
  arrowLeft: "M13 8H3M7.5 3.5 3 8l4.5 4.5",
  arrowRight: "M3 8h10M8.5 3.5 13 8l-4.5 4.5",
  refresh: "M13.5 8A5.5 5.5 0 1 1 11.8 4M12 1.5V4.3H9.2",
  out: DRAWINGS.out,
  leave: "M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6",
  erase: "M2.5 4h11M6 4V2h4v2M4 4l.7 10h6.6L12 4M6.7 6.5v5M9.3 6.5v5",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  upload: "M8 10.5V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  eyeOff:
    "M2 2l12 12M6.2 3.8A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a12 12 0 0 1-1.9 2.4M4.2 5A11 11 0 0 0 1.5 8S4 12.5 8 12.5a6 6 0 0 0 3-.8",
  play: "M4.5 2.5v11l9-5.5z",
  pause: "M5 3v10M11 3v10",
  stop: "M3.5 3.5h9v9h-9z",
  rollOver: "M2 6a6 6 0 0 1 11-1M14 2v3.5h-3.5M14 10a6 6 0 0 1-11 1M2 14v-3.5h3.5",
  wave: DRAWINGS.wave,
  hourglass: DRAWINGS.hourglass,
  chat: DRAWINGS.bubble,
  person: "M8 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM2.5 14c.5-3 2.7-4.5 5.5-4.5s5 1.5 5.5 4.5",
  desktop: "M2 2.5h12v8H2zM5.5 13.5h5M8 10.5v3",
  bulb: DRAWINGS.bulb,
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.5V8l2.5 1.5",
  plug: DRAWINGS.plug,
  dot: "M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  ring: "M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName, sizePx = 16): TemplateResult {
  return drawIcon(PATHS[name], { sizePx, isSolid: name === "dot" || name === "stop" });
}
