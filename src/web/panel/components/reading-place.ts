/** Keeps the card that the agent points at, works in or reads where it is, whatever appears or grows above it. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface PlaceHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: DocumentFragment | HTMLElement;
}

/** What scrolls, what is in it, and the empty room after that: a list too short to scroll needs it to hold a place. */
export interface PlaceParts {
  scroller: HTMLElement;
  content: HTMLElement;
  room: HTMLElement;
}

export class ReadingPlace implements ReactiveController {
  readonly #host: PlaceHost;
  readonly #parts: () => PlaceParts | undefined;
  /** Told after the place was held or has moved. */
  readonly #onSettled: () => void;
  readonly #resizes = new ResizeObserver(() => this.settle());
  #pointer: { x: number; y: number } | undefined;
  #anchor: { card: Element; topPx: number } | undefined;
  /** On the way to the top nothing is held: that would end the movement where it is. */
  #isLeaving = false;

  constructor(host: PlaceHost, parts: () => PlaceParts | undefined, onSettled: () => void) {
    this.#host = host;
    this.#parts = parts;
    this.#onSettled = onSettled;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener("pointermove", this.#onPointer);
    this.#host.addEventListener("pointerleave", this.#onPointer);
    this.#host.addEventListener("focusin", this.#note);
    this.#host.addEventListener("focusout", this.#note);
  }

  hostDisconnected(): void {
    this.#resizes.disconnect();
    this.#host.removeEventListener("pointermove", this.#onPointer);
    this.#host.removeEventListener("pointerleave", this.#onPointer);
    this.#host.removeEventListener("focusin", this.#note);
    this.#host.removeEventListener("focusout", this.#note);
  }

  /** To be called once the parts are rendered, and again after each change of what they hold. */
  watch(): void {
    const parts = this.#parts();
    if (parts === undefined) return;
    this.#resizes.observe(this.#host);
    this.#resizes.observe(parts.scroller);
    this.#resizes.observe(parts.content);
    for (const type of ["scrollend", "wheel", "touchmove"])
      parts.scroller.addEventListener(type, this.#onArrival, { passive: true });
  }

  /** To the newest card, for an agent who has asked for it. */
  toTop(): void {
    const { scroller } = this.#parts() ?? {};
    this.#isLeaving = scroller !== undefined && scroller.scrollTop > 0;
    scroller?.scrollTo({ top: 0, behavior: "smooth" });
  }

  /** The agent has scrolled: where things are now is where they belong. */
  moved(): void {
    const parts = this.#parts();
    if (parts !== undefined && parts.scroller.scrollTop <= 0) {
      parts.room.style.blockSize = "0";
      this.#isLeaving = false;
    }
    this.#note();
    this.#onSettled();
  }

  /** Puts the noted card back where it was. */
  settle(): void {
    const parts = this.#parts();
    if (parts === undefined) return;
    const { scroller, content, room } = parts;
    const { card, topPx } = this.#anchor ?? {};
    const isHeld = card?.isConnected === true && topPx !== undefined && !this.#isLeaving;
    const movedPx = isHeld ? topOf(card) - topPx : 0;
    const wantedPx = Math.max(0, scroller.scrollTop + movedPx);
    const contentPx = content.getBoundingClientRect().height + paddingOf(scroller);
    const roomPx = wantedPx === 0 ? 0 : Math.max(0, scroller.clientHeight + wantedPx - contentPx);
    room.style.blockSize = `${Math.ceil(roomPx)}px`;
    if (Math.abs(movedPx) >= 1) scroller.scrollTop = wantedPx;
    this.moved();
  }

  /** The movement is over, or the agent has ended it. */
  #onArrival = (): void => {
    this.#isLeaving = false;
    this.#note();
  };

  #onPointer = (event: PointerEvent): void => {
    this.#pointer = event.type === "pointerleave" ? undefined : { x: event.clientX, y: event.clientY };
    this.#note();
  };

  #note = (): void => {
    const card = this.#cardInUse();
    this.#anchor = card && { card, topPx: topOf(card) };
  };

  /** The card under the pointer, else the one with the focus, else the first in sight of a list that is scrolled. */
  #cardInUse(): Element | undefined {
    const parts = this.#parts();
    if (parts === undefined) return undefined;
    const cards = [...parts.content.querySelectorAll("[role=article]")];
    const root = this.#host.renderRoot;
    const pointed =
      this.#pointer === undefined || !(root instanceof ShadowRoot)
        ? null
        : root.elementFromPoint(this.#pointer.x, this.#pointer.y);
    const used =
      cards.find((card) => card === pointed) ?? cards.find((card) => card.matches(":focus-within"));
    if (used !== undefined || parts.scroller.scrollTop <= 0) return used;
    const edgePx = topOf(parts.scroller);
    return cards.find((card) => card.getBoundingClientRect().bottom > edgePx);
  }
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}

function paddingOf(scroller: HTMLElement): number {
  const { paddingBlockStart, paddingBlockEnd } = getComputedStyle(scroller);
  return Number.parseFloat(paddingBlockStart) + Number.parseFloat(paddingBlockEnd);
}
