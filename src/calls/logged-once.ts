/**
 * Which entries of its log a call has heard of. One may be told again: to a restored call whose record lacks it, and where an
 * event is logged a second time, because the answer to the first was lost.
 */
import type { CallEvent } from "../actors/call/events.ts";

/** Entries that came before one that is missing; beyond it that one is given up. */
const MOST_BEYOND = 2_000;

export class LoggedOnce {
  /** The last entry that the record knows, which may lack some before it that are still on their way. */
  readonly #recorded: number;
  /** All up to this one are known. */
  #upTo: number;
  readonly #beyond = new Set<number>();

  constructor(recorded: number) {
    this.#recorded = recorded;
    this.#upTo = recorded;
  }

  /** Notes an entry; true where the call has heard of it. */
  isRepeat(event: CallEvent): boolean {
    if (event.type !== "assist.logged") return false;
    const { sequence } = event;
    if (sequence <= this.#recorded) return event.isRetold === true;
    if (sequence <= this.#upTo || this.#beyond.has(sequence)) return true;
    this.#beyond.add(sequence);
    if (this.#beyond.size > MOST_BEYOND) this.#upTo = Math.min(...this.#beyond) - 1;
    while (this.#beyond.delete(this.#upTo + 1)) this.#upTo += 1;
    return false;
  }
}
