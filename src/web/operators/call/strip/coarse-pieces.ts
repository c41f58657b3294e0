/** The pieces of a strip as they can be seen: neighbours of one kind that are too short to tell apart are one. */
import type { AudioStrip, Piece } from "./audio-strip.ts";

/** Shorter parts of the whole than this have no separate boundary. */
const LEAST_SHARE = 0.004;

export function coarsePieces({ pieces, lengthMs }: Pick<AudioStrip, "pieces" | "lengthMs">): Piece[] {
  const leastMs = lengthMs * LEAST_SHARE;
  const coarse: Piece[] = [];
  for (const piece of pieces) {
    const before = coarse.at(-1);
    const isShort = before !== undefined && before.endMs - before.startMs < leastMs;
    if (before !== undefined && before.kind === piece.kind && isShort && piece.kind !== "gap") {
      coarse[coarse.length - 1] = { ...before, toMs: piece.toMs, endMs: piece.endMs };
    } else coarse.push(piece);
  }
  return coarse;
}
