/** A first-in first-out store of copied bytes that is small while little is in it. */
import { BLOCK_BYTES, giveBlock, takeBlock } from "./byte-blocks.ts";

/** Grows and shrinks block by block up to its bound; never keeps a reference to what it was given. */
export class ByteQueue {
  readonly #boundBytes: number;
  #blocks: Buffer[] = [];
  /** Where the oldest byte lies in the first block. */
  #start = 0;
  #length = 0;

  constructor(boundBytes: number) {
    this.#boundBytes = boundBytes;
  }

  get length(): number {
    return this.#length;
  }

  /** Memory held at the moment, for tests and metrics. */
  get capacity(): number {
    return this.#blocks.length * BLOCK_BYTES;
  }

  /** The caller makes room first: going beyond the bound is a programming error. */
  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#boundBytes) throw new RangeError("byte queue is full");
    let done = 0;
    while (done < bytes.length) {
      const at = this.#start + this.#length;
      const within = at % BLOCK_BYTES;
      const index = (at - within) / BLOCK_BYTES;
      let block = this.#blocks[index];
      if (block === undefined) {
        block = takeBlock();
        this.#blocks.push(block);
      }
      const fitting = Math.min(bytes.length - done, BLOCK_BYTES - within);
      block.set(fitting === bytes.length ? bytes : bytes.subarray(done, done + fitting), within);
      done += fitting;
      this.#length += fitting;
    }
  }

  /**
   * `length` bytes from `offset`, counted from the oldest byte. Good until the queue is next changed: where they lie in
   * one block this is a view of it, else a copy.
   */
  view(offset: number, length: number): Uint8Array {
    const first = this.#start + offset;
    const within = first % BLOCK_BYTES;
    const only = within + length <= BLOCK_BYTES ? this.#blocks[(first - within) / BLOCK_BYTES] : undefined;
    if (only !== undefined && offset + length <= this.#length) return only.subarray(within, within + length);
    const out = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const at = this.#start + offset + done;
      const within = at % BLOCK_BYTES;
      const block = this.#blocks[(at - within) / BLOCK_BYTES];
      if (block === undefined) throw new RangeError("byte queue holds less than that");
      done += block.copy(out, done, within, Math.min(BLOCK_BYTES, within + length - done));
    }
    return out;
  }

  /** Forgets the oldest `count` bytes. */
  drop(count: number): void {
    this.#length -= count;
    const start = this.#start + count;
    const isEmpty = this.#length === 0;
    const blocks = isEmpty ? this.#blocks.length : Math.floor(start / BLOCK_BYTES);
    this.#start = isEmpty ? 0 : start - blocks * BLOCK_BYTES;
    for (const block of this.#blocks.splice(0, blocks)) giveBlock(block);
  }
}
