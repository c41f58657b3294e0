/** The sentence about a call that is over. */

import { CARD_KINDS, type CardKind } from "../state/card.ts";
import { duration, formatNumber, t } from "./page-parts.ts";

/** `kinds`: of what was suggested, and of that part of it which was used. */
export function wrapUpWords(
  kinds: { suggested: readonly CardKind[]; used: readonly CardKind[] },
  lengthMs: number | undefined,
): string {
  const { suggested, used } = kinds;
  const sentences = [
    lengthMs === undefined ? "" : t("wrap.length", { length: duration(lengthMs) }),
    ...(suggested.length === 0
      ? [t("wrap.none")]
      : [
          t("wrap.suggested", { kinds: listed(suggested) }),
          used.length === 0 ? t("wrap.unused") : t("wrap.used", { kinds: listed(used) }),
        ]),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/** "Replies (3) and FAQ (1)". */
function listed(kinds: readonly CardKind[]): string {
  const parts = CARD_KINDS.flatMap((kind) => {
    const count = kinds.filter((one) => one === kind).length;
    return count === 0 ? [] : [`${t(`kind.${kind}`)} (${formatNumber(count)})`];
  });
  return new Intl.ListFormat(document.documentElement.lang).format(parts);
}
