/** Which cards are in the page: the newest, and older ones as the agent comes near them. Each costs the browser some 12 kB. */
import type { Card } from "../state/card.ts";

/** More than the tallest window shows. */
const STEP = 40;

export class CardWindow {
  /** The oldest card in the page beyond the newest ones: what the agent looks at stays when new ones come. */
  #floorOrder = Number.POSITIVE_INFINITY;

  /** Of these, newest first; `isAtTop` while the agent looks at the newest. */
  shown(cards: readonly Card[], isAtTop: boolean): readonly Card[] {
    if (isAtTop) this.#floorOrder = Number.POSITIVE_INFINITY;
    return cards.slice(0, this.#countOf(cards));
  }

  /** Older ones are wanted; false if all are in the page. */
  extend(cards: readonly Card[]): boolean {
    return this.include(cards, cards[this.#countOf(cards) + STEP - 1] ?? cards.at(-1));
  }

  /** This one is wanted; false if it is in the page. */
  include(cards: readonly Card[], card: Card | undefined): boolean {
    if (card === undefined || cards.indexOf(card) < this.#countOf(cards)) return false;
    this.#floorOrder = card.order;
    return true;
  }

  #countOf(cards: readonly Card[]): number {
    return Math.max(STEP, cards.findLastIndex(({ order }) => order >= this.#floorOrder) + 1);
  }
}
