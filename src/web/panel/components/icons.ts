/** The panel's icons by what they mean there. */
import type { TemplateResult } from "lit";
import { DRAWINGS, drawIcon } from "../../common/icons.ts";
import { isRightToLeft } from "../language/t.ts";
import type { CardKind } from "../state/card.ts";

const PATHS = {
  copy: DRAWINGS.copy,
  check: DRAWINGS.check,
  cross: DRAWINGS.cross,
  thumbUp:
    "M2.5 7.5h2v6h-2zM4.5 7.5l2.4-5.2c1.1 0 1.8.8 1.6 1.9l-.4 2.3h4.2c.8 0 1.4.7 1.2 1.5l-1 4.3c-.2.7-.7 1.2-1.5 1.2H4.5",
  thumbDown:
    "M2.5 8.5h2v-6h-2zM4.5 8.5l2.4 5.2c1.1 0 1.8-.8 1.6-1.9l-.4-2.3h4.2c.8 0 1.4-.7 1.2-1.5l-1-4.3c-.2-.7-.7-1.2-1.5-1.2H4.5",
  help: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9.1 8 10M8 12.5v.5",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
  auto: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8 5l4-1.2M8 8h6M8 11l4 1.2",
  out: DRAWINGS.out,
  arrowDown: "M8 3v10M3.5 8.5 8 13l4.5-4.5",
  arrowUp: DRAWINGS.arrowUp,
  replies: DRAWINGS.bubble,
  knowledge: DRAWINGS.bulb,
  articles: DRAWINGS.page,
  faq: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM6 6.3a2 2 0 1 1 2.8 1.8C8.2 8.4 8 8.7 8 9.3M8 11.3v.4",
  coaching: "M3 14V2M3 2.5h9L10 5.5l2 3H3",
  pen: "M10.5 2.5l3 3L6 13l-3.5.5L3 10zM9 4l3 3",
  summary: "M2.5 3.5h11M2.5 6.5h11M2.5 9.5h7M2.5 12.5h9",
  note: "M2.5 2.5h11v7l-4 4h-7zM13.5 9.5h-4v4",
  problem: DRAWINGS.triangle,
  other: "M3 8h.01M8 8h.01M13 8h.01",
  search: "M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2zM10.7 10.7 14 14",
  wave: DRAWINGS.wave,
  hourglass: DRAWINGS.hourglass,
  unplugged: DRAWINGS.plug,
  phone: DRAWINGS.phone,
} as const;

export type IconName = keyof typeof PATHS;

/** Those with a direction: an arrow, lines of text, a question mark. A telephone or a thumb has none. */
const DIRECTED: ReadonlySet<IconName> = new Set([
  "out",
  "replies",
  "articles",
  "faq",
  "help",
  "summary",
  "note",
]);

export function icon(name: IconName, sizePx = 16): TemplateResult {
  return drawIcon(PATHS[name], {
    sizePx,
    strokeWidth: name === "other" ? 2.2 : 1.4,
    isMirrored: DIRECTED.has(name) && isRightToLeft(),
  });
}

/** Each kind of card has an icon with its name. */
export function kindIcon(kind: CardKind): TemplateResult {
  return icon(kind);
}
