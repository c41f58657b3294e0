/** By how much a leg's audio is behind the clock: held up on its way, or sent slower than it is spoken. */

/** Longer without audio is a pause or a gap: it is counted elsewhere, and what comes after it is not late. */
const LEAST_PAUSE_MS = 500;
/** What a sender may be ahead: a burst, or stamps of whole seconds. */
const MOST_AHEAD_MS = 1_000;

interface Moment {
  atMs: number;
  stampMs: number | undefined;
}

/**
 * Follows one leg. Stamps (Five9's send_time) tell both kinds apart: between two messages, more time by the receiver's clock than by
 * the sender's is time on the way, and more time by the sender's clock than there is audio is slow sending. Without stamps, or with
 * ones that do not move, time of arrival is compared with audio.
 */
export class Lateness {
  #last: Moment | undefined;
  #onTheWayMs = 0;
  #slowByStampMs = 0;
  #slowByArrivalMs = 0;
  #stampedMs = 0;
  #audioMs = 0;

  /** A message that came at `atMs`; `stampMs`: when its sender says it was made. */
  note(atMs: number, audioMs: number, stampMs: number | undefined): void {
    const last = this.#last;
    this.#last = { atMs, stampMs };
    if (last === undefined) return;
    const passedMs = atMs - last.atMs;
    this.#slowByArrivalMs = slower(this.#slowByArrivalMs, passedMs - audioMs);
    this.#audioMs += audioMs;
    if (stampMs === undefined || last.stampMs === undefined) return;
    const stampedMs = stampMs - last.stampMs;
    // The sender's clock was set back.
    if (stampedMs < 0) return;
    this.#stampedMs += stampedMs;
    this.#onTheWayMs = Math.max(0, this.#onTheWayMs + passedMs - stampedMs);
    this.#slowByStampMs = slower(this.#slowByStampMs, stampedMs - audioMs);
  }

  /** A hold begins or ends: what follows is not compared with what was. */
  forget(): void {
    this.#last = undefined;
    this.#onTheWayMs = 0;
    this.#slowByStampMs = 0;
    this.#slowByArrivalMs = 0;
  }

  get behindMs(): number {
    const hasStamps = this.#audioMs > 0 && this.#stampedMs >= this.#audioMs / 2;
    const behindMs = hasStamps
      ? this.#onTheWayMs + Math.max(0, this.#slowByStampMs)
      : Math.max(0, this.#slowByArrivalMs);
    return Math.round(behindMs);
  }
}

/** `shortMs`: by how much a step brought less audio than time. */
function slower(knownMs: number, shortMs: number): number {
  return shortMs >= LEAST_PAUSE_MS ? knownMs : Math.max(-MOST_AHEAD_MS, knownMs + shortMs);
}
