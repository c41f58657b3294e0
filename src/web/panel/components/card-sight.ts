/** Tells which cards were in sight long enough to count as read. */
import type { SuggestionCard } from "./suggestion-card.ts";

const READ_AFTER_MS = 2_000;
const SHARE_IN_SIGHT = 0.5;

export class CardSight {
  readonly #onSeen: (ids: string[]) => void;
  readonly #timers = new Map<Element, ReturnType<typeof setTimeout>>();
  readonly #watched = new Set<Element>();
  readonly #observer: IntersectionObserver;

  constructor(onSeen: (ids: string[]) => void) {
    this.#onSeen = onSeen;
    this.#observer = new IntersectionObserver((entries) => this.#onChange(entries), {
      threshold: [0, SHARE_IN_SIGHT],
    });
  }

  /** Watches exactly these cards from now on. */
  watch(cards: readonly SuggestionCard[]): void {
    const wanted = new Set<Element>(cards);
    for (const card of this.#watched) if (!wanted.has(card)) this.#drop(card);
    for (const card of wanted) {
      if (this.#watched.has(card)) continue;
      this.#watched.add(card);
      this.#observer.observe(card);
    }
  }

  close(): void {
    for (const card of [...this.#watched]) this.#drop(card);
    this.#observer.disconnect();
  }

  #drop(card: Element): void {
    this.#watched.delete(card);
    this.#observer.unobserve(card);
    clearTimeout(this.#timers.get(card));
    this.#timers.delete(card);
  }

  #onChange(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
      // A card taller than the pane can never show half of itself: filling the pane's height is enough.
      const isInSight =
        isIntersecting && (intersectionRatio >= SHARE_IN_SIGHT || intersectionRect.height > 200);
      if (!isInSight) {
        clearTimeout(this.#timers.get(target));
        this.#timers.delete(target);
      } else if (!this.#timers.has(target)) {
        this.#timers.set(
          target,
          setTimeout(() => this.#seen(target as SuggestionCard), READ_AFTER_MS),
        );
      }
    }
  }

  #seen(card: SuggestionCard): void {
    this.#timers.delete(card);
    // A page in the background is not read: ask again when it is in front.
    if (document.visibilityState === "hidden") {
      this.#observer.unobserve(card);
      this.#observer.observe(card);
      return;
    }
    this.#onSeen([card.card.id]);
  }
}
