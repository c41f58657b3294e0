/** A recognition stream's view of a track: joined pieces, paced while it catches up, live afterwards. */
import type { Clock } from "../base/clock.ts";
import type { AudioAccount, StreamOutcome } from "./account.ts";
import type { Pace } from "./pace.ts";
import type { AudioPiece } from "./replay-buffer.ts";

export interface TrackReaderOptions {
  account: AudioAccount;
  pace: Pace;
  clock: Clock;
  /** Size of a joined piece, in samples. */
  pieceSamples: number;
  /** At most this much of what a relieved stream was sent last is sent to the next one again. */
  tailSamples: number;
  /** Too little for a piece goes nevertheless when it has been found waiting for so long. */
  patienceMs: number;
  /** Told of every chunk that is kept for this stream, and whether there is enough for a piece now. */
  onAudio: (isWhole: boolean) => void;
  /** Called after each change that may let a writer continue. */
  onProgress: () => void;
  onClosed: () => void;
}

/** One stream's view on a track. A track has one at a time; `close` lets the next begin. */
export class TrackReader {
  /** Where in the track this stream begins, in samples. */
  readonly startPosition: number;
  readonly #options: TrackReaderOptions;
  #sentTo: number;
  #flushTo: number | undefined;
  #isClosed = false;
  /** Since when there has been too little for a piece. */
  #waitingSinceMs: number | undefined;

  constructor(options: TrackReaderOptions) {
    this.#options = options;
    this.startPosition = options.account.beginStream();
    this.#sentTo = this.startPosition;
  }

  /** End of what was taken, in samples. */
  get sentTo(): number {
    return this.#sentTo;
  }

  /** From now on also a short last piece is given, and nothing received later. */
  flush(): void {
    this.#flushTo ??= this.#options.account.received;
  }

  get isFlushed(): boolean {
    return this.#flushTo !== undefined && this.#upcoming() === undefined;
  }

  /** A chunk was kept. */
  noteAudio(): void {
    const { account, pieceSamples, onAudio } = this.#options;
    onAudio(account.received - this.#sentTo >= pieceSamples);
  }

  /** True if something was received, be it dropped, since the last piece. Costs nothing to know. */
  get mayHaveMore(): boolean {
    return this.#options.account.received !== this.#sentTo;
  }

  /**
   * The next piece, of about the joined size, or undefined if too little has arrived or the speed limit says wait.
   * Up to twice the size goes as one piece, so that a live leg costs one message per tick however the tick falls.
   * With `isPrompt` nothing is too little.
   */
  take(isPrompt = false): AudioPiece | undefined {
    if (!this.mayHaveMore) return undefined;
    const { account, pace, pieceSamples, onProgress } = this.#options;
    const span = this.#upcoming();
    if (span === undefined) return undefined;
    const available = span.to - span.from;
    const mayGrow = !isPrompt && span.to === account.received && this.#flushTo === undefined;
    if (mayGrow && available < pieceSamples / 2 && !this.#isOutOfPatience()) return undefined;
    if (!pace.allows) return undefined;
    const piece = account.send(available < pieceSamples * 2 ? available : pieceSamples);
    if (piece === undefined) return undefined;
    pace.spend(piece.samples);
    this.#waitingSinceMs = undefined;
    this.#sentTo = piece.position + piece.samples;
    onProgress();
    return piece;
  }

  /** A final of this stream ends at `position`; returns the position it covers. No effect after `close`. */
  recognize(position: number): number {
    const { account, onProgress } = this.#options;
    if (this.#isClosed) return account.recognizedTo;
    const covered = account.recognize(position);
    onProgress();
    return covered;
  }

  /** True if this stream alone can still answer for audio the track no longer keeps. */
  get holdsHeardAudio(): boolean {
    return !this.#isClosed && this.#options.account.hasHeard;
  }

  /** `isFull`: it was sent as much as one stream takes. Of that at most half is sent again, to bring the track on. */
  close(outcome: StreamOutcome, { isFull = false } = {}): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { account, tailSamples, onClosed } = this.#options;
    const half = Math.floor((this.#sentTo - this.startPosition) / 2);
    account.endStream(outcome, isFull ? Math.min(tailSamples, half) : tailSamples);
    onClosed();
  }

  #isOutOfPatience(): boolean {
    const nowMs = this.#options.clock.now();
    this.#waitingSinceMs ??= nowMs;
    return nowMs - this.#waitingSinceMs >= this.#options.patienceMs;
  }

  #upcoming(): { from: number; to: number } | undefined {
    if (this.#isClosed) return undefined;
    const span = this.#options.account.peek(this.#options.pieceSamples * 2);
    if (span === undefined || this.#flushTo === undefined) return span;
    const to = Math.min(span.to, this.#flushTo);
    return to > span.from ? { from: span.from, to } : undefined;
  }
}
