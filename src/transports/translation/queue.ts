/** What waits to be translated, oldest first, in batches of one pair of languages. */

/** One text in one language to come. */
export interface WantedText {
  text: string;
  /** BCP 47; "" where Google is to detect it. */
  from: string;
  /** BCP 47. */
  to: string;
  /** By the process's clock. */
  atMs: number;
}

export interface BatchLimits {
  /** Texts in one request; Google's limit is 1,024 (translation_service.proto). */
  maxTexts: number;
  /** Code points in one request; Google recommends 5,000 and refuses 30,000 (quotas page of Cloud Translation). */
  maxCodePoints: number;
}

export class WantedTexts<Wanted extends WantedText> {
  readonly #waiting: Wanted[] = [];
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Gives the one that has waited longest where there is no room: what is said now matters more. */
  push(wanted: Wanted): Wanted | undefined {
    this.#waiting.push(wanted);
    return this.#waiting.length > this.#capacity ? this.#waiting.shift() : undefined;
  }

  /** Those that were wanted before that time. */
  takeOlderThan(atMs: number): Wanted[] {
    const young = this.#waiting.findIndex((wanted) => wanted.atMs >= atMs);
    return this.#waiting.splice(0, young === -1 ? this.#waiting.length : young);
  }

  /** The oldest, with what fits beside it; empty where nothing waits. A text beyond the limit goes alone. */
  takeBatch({ maxTexts, maxCodePoints }: BatchLimits): Wanted[] {
    const [first] = this.#waiting;
    if (first === undefined) return [];
    const batch: Wanted[] = [];
    let codePoints = 0;
    for (const wanted of this.#waiting) {
      if (wanted.from !== first.from || wanted.to !== first.to) continue;
      codePoints += codePointsIn(wanted.text);
      if (batch.length > 0 && codePoints > maxCodePoints) break;
      batch.push(wanted);
      if (batch.length === maxTexts) break;
    }
    const taken = new Set(batch);
    this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter((one) => !taken.has(one)));
    return batch;
  }
}

/** What Google counts and is paid for. */
export function codePointsIn(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
