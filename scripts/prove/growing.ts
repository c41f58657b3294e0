/** A list of 32-bit integers that grows: millions of them without a pointer each. */
export class Growing {
  #items = new Int32Array(1_024);
  length = 0;

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = new Int32Array(this.#items.length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length] = item;
    this.length += 1;
  }

  at(index: number): number {
    return this.#items[index] ?? 0;
  }
}
