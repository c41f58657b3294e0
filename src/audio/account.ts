/** The account of one track: each received sample is in exactly one column, after every step. */
import type { DropReason } from "../contract/ledger.ts";
import { type AudioPiece, ReplayBuffer } from "./replay-buffer.ts";
import { type Span, Spans, spanTotal } from "./spans.ts";

/** The ledger in whole samples; same columns and invariant as Ledger. */
export interface SampleLedger {
  received: number;
  recognized: number;
  buffered: number;
  heard: number;
  dropped: Record<DropReason, number>;
  replayed: number;
}

/**
 * How the current stream ended.
 * answered: drained after a half-close, so everything sent has its final or was silence.
 * replaced: cancelled while healthy, and it had nothing unfinished to say about the audio no longer kept.
 * relieved: drained like "answered", but another follows at once, and a word may have begun in what it was sent last.
 * broken: audio no longer kept and not covered by a final is lost.
 * abandoned: no other will be opened.
 */
export type StreamOutcome = "answered" | "replaced" | "relieved" | "broken" | "abandoned";

/** A range that no recogniser will ever get a final for, in track positions. */
export type MissingListener = (missing: Span, reason: "unsent" | "heard") => void;

/**
 * Positions count every sample received, also those dropped on hold, so a position is a place in the leg's own time.
 * At most one stream reads at a time; what it was sent and the buffer had to give up is "heard" until it answers.
 */
export class AudioAccount {
  readonly #boundSamples: number;
  readonly #sampleBytes: number;
  readonly #buffer: ReplayBuffer;
  readonly #heard = new Spans();
  readonly #onMissing: MissingListener;
  readonly #dropped: Record<DropReason, number> = { hold: 0, overflow: 0, abandoned: 0 };
  #received = 0;
  #recognized = 0;
  #replayed = 0;
  #recognizedTo = 0;
  /** End of what the current stream was sent; undefined while there is none. */
  #sentTo: number | undefined;
  #everSentTo = 0;
  /** Given up with the last stream when it broke; until the next one begins it may yet turn out to have been finalised. */
  readonly #lostWithStream = new Spans();
  /** Unsent overflow not reported yet: it is one loss, however many chunks it took. */
  #overflowing: Span | undefined;

  constructor(options: { boundSamples: number; sampleBytes: number; onMissing: MissingListener }) {
    this.#boundSamples = options.boundSamples;
    this.#sampleBytes = options.sampleBytes;
    this.#buffer = new ReplayBuffer(options);
    this.#onMissing = options.onMissing;
  }

  /** Position after the newest sample. */
  get received(): number {
    return this.#received;
  }

  /** End of the last final, or of what counts as one. */
  get recognizedTo(): number {
    return this.#recognizedTo;
  }

  get capacityBytes(): number {
    return this.#buffer.capacityBytes;
  }

  /** Samples kept. */
  get kept(): number {
    return this.#buffer.samples;
  }

  /** Samples kept that the current stream was not sent; all that is kept while there is no stream. */
  get unsent(): number {
    return this.#buffer.samples - this.#buffer.samplesBefore(this.#sentTo ?? 0);
  }

  /** True if audio was given up that the current stream has not answered for. */
  get hasHeard(): boolean {
    return this.#heard.total > 0;
  }

  /** Takes whole samples; what no longer fits goes, oldest first. */
  receive(bytes: Uint8Array): void {
    const samples = bytes.length / this.#sampleBytes;
    const excess = Math.max(0, samples - this.#boundSamples);
    this.#giveUp(this.#buffer.samples + samples - excess - this.#boundSamples);
    if (excess > 0) this.#dropUnsent({ from: this.#received, to: this.#received + excess });
    this.#buffer.append(
      this.#received + excess,
      excess > 0 ? bytes.subarray(excess * this.#sampleBytes) : bytes,
    );
    this.#received += samples;
  }

  /** Takes whole samples in before all that is kept. False, and nothing is done, where a stream was sent some of that, or they do not fit. */
  receiveFirst(bytes: Uint8Array): boolean {
    const samples = bytes.length / this.#sampleBytes;
    const position = this.#buffer.first ?? this.#received;
    const isSent = this.#sentTo !== undefined || this.#everSentTo > position;
    if (isSent || this.#buffer.samples + samples > this.#boundSamples) return false;
    this.#buffer.insertFirst(position, bytes);
    this.#received += samples;
    return true;
  }

  /** Counts audio that is not kept at all. It takes up positions. */
  drop(bytes: Uint8Array, reason: DropReason): void {
    const samples = bytes.length / this.#sampleBytes;
    this.#received += samples;
    this.#dropped[reason] += samples;
  }

  /** A new stream reads from the first sample kept, which no final covers. Returns its position. */
  beginStream(): number {
    if (this.#sentTo !== undefined) throw new Error("the track has a stream already");
    this.#reportLostWithStream();
    this.#sentTo = this.#buffer.first ?? this.#received;
    return this.#sentTo;
  }

  /** The range `send` would take next. */
  peek(maxSamples: number): Span | undefined {
    return this.#sentTo === undefined ? undefined : this.#buffer.peek(this.#sentTo, maxSamples);
  }

  /** The next contiguous piece for the current stream; it counts as sent from here on. */
  send(maxSamples: number): AudioPiece | undefined {
    if (this.#sentTo === undefined) return undefined;
    const piece = this.#buffer.read(this.#sentTo, maxSamples);
    if (piece === undefined) return undefined;
    this.#reportOverflow();
    const end = piece.position + piece.samples;
    this.#replayed += Math.max(0, Math.min(end, this.#everSentTo) - piece.position);
    this.#everSentTo = Math.max(this.#everSentTo, end);
    this.#sentTo = end;
    return piece;
  }

  /** A final of the current stream ends at `position`. Returns the position it really covers: never beyond what was sent. */
  recognize(position: number): number {
    const end = Math.min(position, this.#sentTo ?? this.#recognizedTo);
    if (end <= this.#recognizedTo) return this.#recognizedTo;
    this.#recognized += spanTotal(this.#heard.takeBefore(end));
    this.#recognized += spanTotal(this.#buffer.evict(this.#buffer.samplesBefore(end)));
    this.#recognizedTo = end;
    return end;
  }

  /**
   * The stream that ended last had finalised up to `position`, as is learnt only now. Returns the position covered.
   * Only while no stream reads.
   */
  recognizeUnread(position: number): number {
    if (this.#sentTo !== undefined) throw new Error("the track has a stream");
    const end = Math.min(position, this.#everSentTo);
    if (end <= this.#recognizedTo) return this.#recognizedTo;
    const found = spanTotal(this.#lostWithStream.takeBefore(end));
    this.#dropped.overflow -= found;
    this.#recognized += found + spanTotal(this.#buffer.evict(this.#buffer.samplesBefore(end)));
    this.#recognizedTo = end;
    return end;
  }

  /** `tailSamples`: of a relieved stream, how much of what it was sent last is sent again. */
  endStream(outcome: StreamOutcome, tailSamples = 0): void {
    if (this.#sentTo === undefined) return;
    if (outcome === "answered") this.recognize(this.#sentTo);
    if (outcome === "relieved") this.recognize(this.#sentTo - tailSamples);
    const heard = this.#heard.takeFirst(this.#heard.total);
    this.#sentTo = undefined;
    if (outcome === "replaced" || outcome === "relieved") {
      this.#recognized += spanTotal(heard);
      this.#recognizedTo = Math.max(this.#recognizedTo, heard.at(-1)?.to ?? 0);
      return;
    }
    this.#dropped[outcome === "abandoned" ? "abandoned" : "overflow"] += spanTotal(heard);
    for (const span of heard) this.#lostWithStream.append(span.from, span.to);
    if (outcome === "abandoned") this.#reportLostWithStream();
  }

  /** The call is over: audio without an answer will not be recognised. */
  abandon(): void {
    this.endStream("abandoned");
    this.#reportLostWithStream();
    this.#reportOverflow();
    this.#dropped.abandoned += spanTotal(this.#buffer.evict(this.#buffer.samples));
  }

  ledger(): SampleLedger {
    return {
      received: this.#received,
      recognized: this.#recognized,
      buffered: this.#buffer.samples,
      heard: this.#heard.total,
      dropped: { ...this.#dropped },
      replayed: this.#replayed,
    };
  }

  /** Makes room: the stream answers for what it was sent, the rest is lost. */
  #giveUp(samples: number): void {
    if (samples <= 0) return;
    const sentTo = this.#sentTo ?? 0;
    for (const span of this.#buffer.evict(samples)) {
      const middle = Math.max(span.from, Math.min(span.to, sentTo));
      this.#heard.append(span.from, middle);
      this.#dropUnsent({ from: middle, to: span.to });
    }
  }

  /** A loss that a published final takes back is never told. */
  #reportLostWithStream(): void {
    for (const span of this.#lostWithStream.takeFirst(this.#lostWithStream.total))
      this.#onMissing(span, "heard");
  }

  #dropUnsent(span: Span): void {
    if (span.to === span.from) return;
    this.#dropped.overflow += span.to - span.from;
    if (this.#overflowing?.to === span.from) {
      this.#overflowing.to = span.to;
      return;
    }
    this.#reportOverflow();
    this.#overflowing = { ...span };
  }

  #reportOverflow(): void {
    const missing = this.#overflowing;
    this.#overflowing = undefined;
    if (missing !== undefined) this.#onMissing(missing, "unsent");
  }
}
