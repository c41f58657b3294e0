/** Audio that says of itself whose it is, where it lies and when it was sent, so that loss, order and latency show. */

/** Bytes a chunk begins with. Audio of the shortest chunk, 20 ms of 8 kHz LINEAR16, is 320 bytes long. */
export const STAMP_BYTES = 24;
export const BYTES_PER_MS = 16;
const MAGIC = 0x5ca1ab1e;

export interface Stamp {
  leg: number;
  /** Where the chunk begins in its leg, in bytes. */
  position: number;
  /** Of the whole chunk, in bytes. */
  length: number;
  /** On the clock of `stampTimeMs`. */
  sentAtMs: number;
}

/** Milliseconds with fractions, comparable between the processes of one machine. */
export function stampTimeMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Writes the stamp at `offset`; what follows up to `length` is left as it is. */
export function writeStamp(view: DataView, offset: number, stamp: Stamp): void {
  view.setUint32(offset, MAGIC);
  view.setUint32(offset + 4, stamp.leg);
  view.setUint32(offset + 8, stamp.position);
  view.setUint32(offset + 12, stamp.length);
  view.setFloat64(offset + 16, stamp.sentAtMs);
}

/** Undefined if no chunk begins at `offset`. */
export function readStamp(view: DataView, offset: number): Stamp | undefined {
  if (offset + STAMP_BYTES > view.byteLength || view.getUint32(offset) !== MAGIC) return undefined;
  return {
    leg: view.getUint32(offset + 4),
    position: view.getUint32(offset + 8),
    length: view.getUint32(offset + 12),
    sentAtMs: view.getFloat64(offset + 16),
  };
}

/** A byte that depends on its place: the audio between the stamps. */
export function fillByte(position: number): number {
  return (position * 31 + (position >> 8)) & 0xff;
}
