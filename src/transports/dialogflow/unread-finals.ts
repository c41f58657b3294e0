/**
 * Finals a stream gave that were never read from it: the connection broke, or the stream was cancelled, just then. What
 * was finalised is published too, so an event can still tell how far the stream had come.
 */
import type { StreamOffsets } from "./offsets.ts";

/** A stream that ended before all it was sent had been answered. Offsets are samples of that stream. */
export interface Remainder {
  stream: number;
  offsets: StreamOffsets;
  /** End of the last final read from it. */
  readTo: number;
}

/** Proof that a broken stream had finalised the track up to a position, in samples of the track. */
export interface Evidence {
  stream: number;
  position: number;
}

/** An event later than this is no longer placed. */
const MEMORY_MS = 30_000;
const MOST_REMEMBERED = 64;
/** The same offset told twice may differ by its rounding, in samples. */
const SAME_OFFSET_SAMPLES = 8;

/**
 * Events name the participant but no stream, so each is held against every stream it could be about. One that may be
 * about the living stream is left to that stream: it will read the final itself, or break and be asked again. Of several
 * broken ones the one that proves least counts, since what is skipped wrongly is lost and what is replayed wrongly is
 * only said twice.
 */
export class UnreadFinals {
  #remainders: (Remainder & { untilMs: number })[] = [];
  /** Ends of finals that were read, newest last. */
  #read: number[] = [];
  /** Ends of published finals that the living stream may have given, and that have not been read from it. */
  #awaited: number[] = [];

  /** A final was read from the living stream. */
  noteRead(offset: number): void {
    this.#awaited = this.#awaited.filter((awaited) => !isSame(awaited, offset));
    this.#read = [...this.#read, offset].slice(-MOST_REMEMBERED);
  }

  /** The living stream is over. Returns what its events have proved already. */
  noteBroken(remainder: Remainder, nowMs: number): Evidence | undefined {
    this.#forget(nowMs);
    const kept = { ...remainder, untilMs: nowMs + MEMORY_MS };
    this.#remainders = [...this.#remainders, kept].slice(-MOST_REMEMBERED);
    const awaited = this.#awaited.filter((offset) => mayHaveGiven(remainder, offset));
    this.#awaited = [];
    return awaited.length > 0 ? this.#leastOf(Math.max(...awaited)) : undefined;
  }

  /** A final was published. Returns what it proves about a broken stream; undefined where it is no news of one. */
  notePublished(offset: number, living: Remainder | undefined, nowMs: number): Evidence | undefined {
    this.#forget(nowMs);
    if (this.#read.some((read) => isSame(read, offset))) return undefined;
    if (living === undefined || !mayHaveGiven(living, offset)) return this.#leastOf(offset);
    this.#awaited = [...this.#awaited, offset].slice(-MOST_REMEMBERED);
    return undefined;
  }

  /** Of the broken streams that may have given the final, the one it proves least about. */
  #leastOf(offset: number): Evidence | undefined {
    const [first, ...others] = this.#remainders.filter((remainder) => mayHaveGiven(remainder, offset));
    if (first === undefined) return undefined;
    const placeOf = ({ offsets }: Remainder) => offsets.positionOf(offset);
    const least = others.reduce((one, other) => (placeOf(other) < placeOf(one) ? other : one), first);
    least.readTo = offset;
    return { stream: least.stream, position: placeOf(least) };
  }

  #forget(nowMs: number): void {
    this.#remainders = this.#remainders.filter(({ untilMs }) => untilMs > nowMs);
  }
}

function mayHaveGiven({ readTo, offsets }: Remainder, offset: number): boolean {
  return offset > readTo + SAME_OFFSET_SAMPLES && offset <= offsets.sent + SAME_OFFSET_SAMPLES;
}

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME_OFFSET_SAMPLES;
}
