/** A first-in first-out store of copied bytes that is small while little is in it. */

const SMALLEST_BYTES = 4096;

/** Grows by doubling up to its bound and shrinks again as it empties; never keeps a reference to what it was given. */
export class ByteRing {
  readonly #boundBytes: number;
  #bytes: Uint8Array;
  #start = 0;
  #length = 0;

  constructor(boundBytes: number) {
    this.#boundBytes = boundBytes;
    this.#bytes = new Uint8Array(Math.min(SMALLEST_BYTES, boundBytes));
  }

  get length(): number {
    return this.#length;
  }

  /** Memory held at the moment, for tests and metrics. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** The caller makes room first: going beyond the bound is a programming error. */
  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#boundBytes) throw new RangeError("byte ring is full");
    if (needed > this.#bytes.length) this.#resize(Math.min(this.#boundBytes, nextCapacity(needed)));
    const end = (this.#start + this.#length) % this.#bytes.length;
    const first = Math.min(bytes.length, this.#bytes.length - end);
    this.#bytes.set(bytes.subarray(0, first), end);
    this.#bytes.set(bytes.subarray(first), 0);
    this.#length = needed;
  }

  /** A copy of `length` bytes from `offset`, counted from the oldest byte. */
  copy(offset: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    const from = (this.#start + offset) % this.#bytes.length;
    const first = Math.min(length, this.#bytes.length - from);
    out.set(this.#bytes.subarray(from, from + first));
    out.set(this.#bytes.subarray(0, length - first), first);
    return out;
  }

  /** Forgets the oldest `count` bytes. */
  drop(count: number): void {
    this.#start = (this.#start + count) % this.#bytes.length;
    this.#length -= count;
    const roomy = this.#bytes.length > SMALLEST_BYTES && this.#length < this.#bytes.length / 4;
    if (roomy) this.#resize(Math.min(this.#boundBytes, nextCapacity(this.#length)));
  }

  #resize(capacity: number): void {
    const kept = this.copy(0, this.#length);
    this.#bytes = new Uint8Array(capacity);
    this.#bytes.set(kept);
    this.#start = 0;
  }
}

function nextCapacity(needed: number): number {
  let capacity = SMALLEST_BYTES;
  while (capacity < needed) capacity *= 2;
  return capacity;
}
