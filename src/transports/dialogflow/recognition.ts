/** One recognition of a track by one upstream stream: sends its audio, places its finals, and ends in one way. */
import { status } from "@grpc/grpc-js";
import type { StreamOutcome } from "../../audio/account.ts";
import type { TickSeat } from "../../audio/flush-tick.ts";
import type { TrackReader } from "../../audio/track-reader.ts";
import type { AnsweredSuggestions } from "./answered-suggestions.ts";
import type { RecognitionResult } from "./codec.ts";
import type { GrpcFailure } from "./errors.ts";
import { StreamOffsets } from "./offsets.ts";
import type { RecognitionOptions } from "./recognition-options.ts";
import { UpstreamStream } from "./stream.ts";
import type { Remainder } from "./unread-finals.ts";

type State = "opening" | "live" | "resting" | "flushing" | "draining" | "over";

/** The longest rest is this many times the quiet it waits for. */
const LONGEST_REST = 4;

export class Recognition {
  readonly #options: RecognitionOptions;
  readonly #stream: UpstreamStream;
  #state: State = "opening";
  #reader: TrackReader | undefined;
  #offsets = new StreamOffsets(0);
  #isFlushWanted = false;
  #isBlocked = false;
  /** End of the last final, in samples of the stream. */
  #readTo = 0;
  #lastResultAtMs = 0;
  #openedAtMs = 0;
  #isReplacementDue = false;
  #isFull = false;
  #isFullTold = false;
  /** An interim result that no final has closed: the server is not done with what it heard. */
  #isHypothesisOpen = false;
  /** A final was read, and what the server makes of its words was not. */
  #isAnswerDue = false;
  #seat: TickSeat | undefined;
  #timer: unknown;

  constructor(options: RecognitionOptions) {
    this.#options = options;
    const { api, pool, clock, participant, track, timings } = options;
    this.#stream = new UpstreamStream({
      api,
      pool,
      clock,
      participant,
      format: track.format,
      openDeadlineMs: timings.openDeadlineMs,
      handlers: {
        opened: () => this.#settle(),
        result: (result) => this.#onResult(result),
        answered: (answer) => this.#onAnswered(answer),
        writable: () => this.#onWritable(),
        ended: (failure) => this.#onEnded(failure),
      },
    });
  }

  get state(): State {
    return this.#state;
  }

  /** Where the stream began, in milliseconds of the track. */
  get fromMs(): number {
    return this.#options.track.toMs(this.#reader?.startPosition ?? 0);
  }

  /** Number of the connection that carries it. */
  get connection(): number | undefined {
    return this.#stream.connection;
  }

  /** The range that was sent and how far it is answered; undefined before the first audio. */
  get remainder(): Remainder | undefined {
    if (this.#offsets.sent <= this.#readTo) return undefined;
    const { stream } = this.#options;
    return { stream, offsets: this.#offsets, readTo: this.#readTo, openedAtMs: this.#openedAtMs };
  }

  /** It was sent as much audio as one stream takes. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /**
   * Sends nothing more and waits until the server has nothing more to say: a final that is on its way would be cut off
   * with the stream, and its words heard again by the next. `isSilent`: it had sent nothing for a while before, because of
   * silence or because the audio has not reached it.
   */
  rest(rested: (isSilent: boolean) => void): void {
    if (this.#state !== "live") return;
    const { clock, timings } = this.#options;
    const { quietMs, answerMs, responsiveMs, responsiveInHypothesisMs } = timings;
    const beganMs = clock.now();
    let latestMs = beganMs + quietMs * LONGEST_REST;
    this.#state = "resting";
    const check = () => {
      const now = clock.now();
      if (this.#isAnswerDue && now < beganMs + answerMs) {
        latestMs = now + quietMs * (LONGEST_REST + 1);
        this.#timer = clock.setTimeout(check, quietMs);
        return;
      }
      const dueMs = Math.min(Math.max(this.#lastResultAtMs, beganMs) + quietMs, latestMs);
      const lately = this.#isHypothesisOpen ? responsiveInHypothesisMs : responsiveMs;
      if (dueMs > now) this.#timer = clock.setTimeout(check, dueMs - now);
      else rested(this.#isBlocked || this.#lastResultAtMs < beganMs - lately);
    };
    this.#disarm();
    check();
  }

  /**
   * Sends nothing more and half-closes: what the server says to what it was sent is awaited. A word may just have begun,
   * so what no final covers by then is left to the next stream.
   */
  drain(): void {
    if (this.#state !== "resting") return;
    this.#isReplacementDue = true;
    this.#halfClose();
  }

  /** Sends what has been received so far, at the replay speed, then half-closes. */
  flush(): void {
    if (this.#state === "opening") this.#isFlushWanted = true;
    if (this.#state !== "live" && this.#state !== "resting") return;
    const { track, timings } = this.#options;
    this.#state = "flushing";
    this.#reader?.flush();
    this.#arm(
      timings.drainDeadlineMs + track.unsentMs / track.settings.replaySpeed,
      "the flush took too long",
    );
    this.#pump();
  }

  /** It is wanted after all: a flush that waits for the opening is taken back. */
  stay(): void {
    this.#isFlushWanted = false;
  }

  /** Cuts the stream off. `abandoned`: no other follows. `replaced`: another one follows at once. */
  cancel(reason: "replaced" | "abandoned"): void {
    if (this.#state === "over") return;
    this.#stream.cancel();
    // Silence is answered with nothing: a healthy stream that holds no hypothesis has dealt with what it heard.
    const isUnanswered = reason === "replaced" && this.#isHypothesisOpen;
    this.#end(isUnanswered ? "broken" : reason);
  }

  #settle(): void {
    const { clock, notBeforeMs } = this.#options;
    const waitMs = notBeforeMs - clock.now();
    if (waitMs <= 0) this.#onOpened();
    else this.#timer = clock.setTimeout(() => this.#onOpened(), waitMs);
  }

  #onOpened(): void {
    const { track, tick, handlers } = this.#options;
    this.#reader = track.openReader((isWhole) => this.#seat?.request(isWhole));
    this.#seat = tick.join((isPrompt) => this.#pump(isPrompt));
    this.#offsets = new StreamOffsets(this.#reader.startPosition);
    this.#state = "live";
    this.#openedAtMs = this.#options.clock.now();
    handlers.opened(this.fromMs);
    if (this.#isFlushWanted) this.flush();
    else this.#pump();
  }

  #pump(isPrompt = false): void {
    const reader = this.#reader;
    if (reader === undefined || (this.#state !== "live" && this.#state !== "flushing")) return;
    const { track, timings } = this.#options;
    while (!this.#isBlocked && !this.#isFull) {
      const piece = reader.take(isPrompt);
      if (piece === undefined) break;
      this.#offsets.record(piece.position, piece.samples);
      if (!this.#stream.write(piece.bytes)) this.#block();
      this.#isFull = track.toMs(this.#offsets.sent) >= timings.mostAudioMs;
    }
    if (this.#state === "flushing" && reader.isFlushed) this.#halfClose();
    else if (this.#isFull) this.#beRelieved();
    // Too little for a piece as yet, or held back by the pace: the next beat looks again.
    else if (!this.#isBlocked && reader.mayHaveMore) this.#seat?.requestLater();
  }

  /** Full: a live stream is cut on command, one that flushes leaves the rest to the next. */
  #beRelieved(): void {
    if (this.#state === "flushing") {
      this.#isReplacementDue = true;
      this.#halfClose();
    } else if (!this.#isFullTold) {
      this.#isFullTold = true;
      this.#options.handlers.full();
    }
  }

  #halfClose(): void {
    this.#state = "draining";
    this.#seat?.leave();
    this.#arm(this.#options.timings.drainDeadlineMs, "the last words did not come in time");
    this.#stream.halfClose();
  }

  #block(): void {
    this.#isBlocked = true;
    if (this.#state === "live") this.#arm(this.#options.timings.stallDeadlineMs, "the server takes no audio");
  }

  #onWritable(): void {
    this.#isBlocked = false;
    if (this.#state === "live") this.#disarm();
    this.#pump();
  }

  #onAnswered(answer: AnsweredSuggestions): void {
    this.#lastResultAtMs = this.#options.clock.now();
    this.#isAnswerDue = false;
    this.#options.handlers.answered(answer);
  }

  #onResult(result: RecognitionResult): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    this.#lastResultAtMs = this.#options.clock.now();
    if (!result.isFinal) {
      this.#isHypothesisOpen ||= result.hasWords;
      return;
    }
    this.#isHypothesisOpen = false;
    this.#isAnswerDue = this.#options.expectsAnswers();
    const { track, handlers } = this.#options;
    const offset = this.#offsetOf(result.endSeconds);
    const covered = reader.recognize(this.#offsets.positionOf(offset));
    this.#offsets.forgetBefore(offset);
    this.#readTo = Math.max(this.#readTo, offset);
    handlers.final(track.toMs(covered), offset);
  }

  /** A final without an offset covers what was sent: to send its words again would be worse than to lose a syllable. */
  #offsetOf(endSeconds: number | undefined): number {
    if (endSeconds !== undefined) return Math.round(endSeconds * this.#options.track.format.sampleRateHertz);
    this.#options.logger.warn("a final came without its end offset");
    return this.#offsets.sent;
  }

  #onEnded(failure: GrpcFailure): void {
    const { handlers } = this.#options;
    if (this.#state === "over") return;
    const isDrained = this.#state === "draining" && failure.code === status.OK;
    this.#end(isDrained ? (this.#isReplacementDue ? "relieved" : "answered") : "broken");
    if (isDrained) handlers.drained(this.#isReplacementDue);
    else handlers.failed(failure);
  }

  #end(outcome: StreamOutcome): void {
    this.#state = "over";
    this.#seat?.leave();
    this.#disarm();
    this.#reader?.close(outcome, { isFull: this.#isFull });
  }

  #arm(delayMs: number, message: string): void {
    this.#disarm();
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#stream.cancel("failed");
      this.#onEnded({ code: status.DEADLINE_EXCEEDED, message });
    }, delayMs);
  }

  #disarm(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
