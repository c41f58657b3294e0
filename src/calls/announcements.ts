/** Calls that were announced and have shown no audio yet: bounded apart, and the oldest makes room. */

export class Announcements {
  /** In the order in which they came. */
  readonly #callKeys = new Set<string>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get isFull(): boolean {
    return this.#callKeys.size >= this.#max;
  }

  add(callKey: string): void {
    this.#callKeys.add(callKey);
  }

  /** Its audio is here, or the call is over. */
  remove(callKey: string): void {
    this.#callKeys.delete(callKey);
  }

  /** Takes out the one that has waited longest; undefined if none waits. */
  takeOldest(): string | undefined {
    const [oldest] = this.#callKeys;
    if (oldest !== undefined) this.#callKeys.delete(oldest);
    return oldest;
  }
}
