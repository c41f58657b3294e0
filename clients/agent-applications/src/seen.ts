/** How far each call's metadata and log were received: nothing is shown twice, and a new connection goes on from there. */

export class Seen {
  readonly #last = new Map<string, number>();

  /** True for a place beyond all before; it counts as received from then on. */
  isNew(call: string, sequence: number): boolean {
    if (sequence <= this.after(call)) return false;
    this.#last.set(call, sequence);
    return true;
  }

  /** 0 for none. */
  after(call: string): number {
    return this.#last.get(call) ?? 0;
  }

  forget(call: string): void {
    this.#last.delete(call);
  }
}
