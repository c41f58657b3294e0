/** The memory of all replay buffers of a process: blocks of one size that go from buffer to buffer without garbage. */

/** Half a second of LINEAR16 at 8 kHz: a buffer wastes little, and few pieces lie across two blocks. */
export const BLOCK_BYTES = 8192;
/** 16 MB: more is given back to the system. */
const MAX_SPARE_BLOCKS = 2_048;

const spare: Buffer[] = [];

/** A block, with its last user's bytes still in it. */
export function takeBlock(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
}

/** Its giver must not touch it again. */
export function giveBlock(block: Buffer): void {
  if (spare.length < MAX_SPARE_BLOCKS) spare.push(block);
}
