/**
 * Finals a stream gave that were never read from it: the connection broke, or the stream was cancelled, just then. What
 * was finalised is published too, so an event can still tell how far the stream had come.
 */
import type { StreamOffsets } from "./offsets.ts";

/** A stream and how far it is answered. Offsets are samples of that stream. */
export interface Remainder {
  stream: number;
  offsets: StreamOffsets;
  /** End of the last final read from it. */
  readTo: number;
  /** When it was sent its first audio. */
  openedAtMs: number;
}

/** A published final: its end in samples of some stream, and when it was published where that is known. */
export interface PublishedFinal {
  offset: number;
  publishedAtMs: number | null;
}

/** Proof that a broken stream had finalised the track up to a position, in samples of the track. */
export interface Evidence {
  stream: number;
  position: number;
}

interface Broken extends Remainder {
  endedAtMs: number;
}

/** An event that comes later than this after its stream ended is no longer placed. */
const MEMORY_MS = 30_000;
const MOST_REMEMBERED = 64;
/** The same offset told twice may differ by its rounding, in samples. */
const SAME_OFFSET_SAMPLES = 8;
/** A server may publish this much after its client has seen the stream end. */
const AFTERMATH_MS = 500;
/** The same where a stalled connection still held the audio, which is believed where no other stream is possible. */
const STALLED_AFTERMATH_MS = 5_000;

/**
 * Events name the participant but no stream, so each is held against every stream it could be about. One that may be
 * about the living stream is left to that stream: it will read the final itself, or break and be asked again. Of several
 * broken ones the one that it proves least about counts, since what is skipped wrongly is lost and what is replayed
 * wrongly is only said twice.
 */
export class UnreadFinals {
  #broken: Broken[] = [];
  /** Ends of finals that were read or believed, newest last. */
  #known: number[] = [];
  /** Published finals that the living stream may have given, and that have not been read from it. */
  #awaited: PublishedFinal[] = [];

  /** A final was read from the living stream. */
  noteRead(offset: number): void {
    this.#awaited = this.#awaited.filter((awaited) => !isSame(awaited.offset, offset));
    this.#know(offset);
  }

  /** The living stream is over before all it was sent was answered. Returns what events have proved already. */
  noteBroken(remainder: Remainder, nowMs: number): Evidence | undefined {
    this.#forget(nowMs);
    this.#broken = [...this.#broken, { ...remainder, endedAtMs: nowMs }].slice(-MOST_REMEMBERED);
    const awaited = this.#awaited.filter((final) => mayHaveGiven(remainder, final));
    this.#awaited = [];
    const [first, ...others] = awaited;
    if (first === undefined) return undefined;
    return this.#leastOf(others.reduce((one, other) => (other.offset > one.offset ? other : one), first));
  }

  /** A final was published. Returns what it proves about a broken stream; undefined if it proves nothing. */
  notePublished(final: PublishedFinal, living: Remainder | undefined, nowMs: number): Evidence | undefined {
    this.#forget(nowMs);
    if (this.#known.some((known) => isSame(known, final.offset))) return undefined;
    if (living === undefined || !mayHaveGiven(living, final)) return this.#leastOf(final);
    this.#awaited = [...this.#awaited, final].slice(-MOST_REMEMBERED);
    return undefined;
  }

  /** Among the broken streams that may have given the final, the one that it proves least about. */
  #leastOf(final: PublishedFinal): Evidence | undefined {
    const inTime = this.#broken.filter((broken) => mayHaveGiven(broken, final));
    const candidates =
      inTime.length > 0
        ? inTime
        : this.#broken.filter((broken) => mayHaveGiven(broken, final, STALLED_AFTERMATH_MS));
    const [first, ...others] = candidates;
    if (first === undefined) return undefined;
    const placeOf = ({ offsets }: Remainder) => offsets.positionOf(final.offset);
    const least = others.reduce((one, other) => (placeOf(other) < placeOf(one) ? other : one), first);
    least.readTo = final.offset;
    this.#know(final.offset);
    return { stream: least.stream, position: placeOf(least) };
  }

  #know(offset: number): void {
    this.#known = [...this.#known, offset].slice(-MOST_REMEMBERED);
  }

  #forget(nowMs: number): void {
    this.#broken = this.#broken.filter(({ endedAtMs }) => endedAtMs + MEMORY_MS > nowMs);
  }
}

function mayHaveGiven(
  stream: Remainder & { endedAtMs?: number },
  final: PublishedFinal,
  aftermathMs = AFTERMATH_MS,
): boolean {
  const { readTo, offsets, openedAtMs, endedAtMs = Number.POSITIVE_INFINITY } = stream;
  const { offset, publishedAtMs } = final;
  const isInTime =
    publishedAtMs === null || (publishedAtMs >= openedAtMs && publishedAtMs <= endedAtMs + aftermathMs);
  const isInRange = offset > readTo + SAME_OFFSET_SAMPLES && offset <= offsets.sent + SAME_OFFSET_SAMPLES;
  return isInTime && isInRange;
}

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME_OFFSET_SAMPLES;
}
