/** Carries out one chart's commands: the current stream, and the commands that wait for it to drain. */
import { status } from "@grpc/grpc-js";
import type { RecognizerCommand, RecognizerFact } from "../../actors/participant/recognizer.ts";
import type { Track } from "../../audio/track.ts";
import type { Logger } from "../../base/log.ts";
import { adviceFor, type GrpcFailure } from "./errors.ts";
import { Recognition } from "./recognition.ts";
import type { RecognitionTimings } from "./recognition-options.ts";
import { FIXED_RECOGNITION_TIMINGS, type RecognizerSessionOptions } from "./recognizer-deps.ts";
import { type Evidence, UnreadFinals } from "./unread-finals.ts";

type PublishedFinalCommand = Extract<RecognizerCommand, { type: "recognizer.notePublished" }>;

export class RecognizerSession {
  readonly #options: RecognizerSessionOptions;
  readonly #abort = new AbortController();
  readonly #unread = new UnreadFinals();
  readonly #timings: RecognitionTimings;
  #current: Recognition | undefined;
  /** Number of the newest stream. */
  #streams = 0;
  /** What follows when the current stream has drained: a new one, or one for what came since and then the end. */
  #afterDrain: "nothing" | "open" | "flush" = "nothing";
  #participant: string | undefined;
  /** Until then events may tell what the last stream had finalised. */
  #settledAtMs = 0;
  /** A server that answers one final answers each. */
  #hasBeenAnswered = false;
  #isStopped = false;

  constructor(options: RecognizerSessionOptions) {
    this.#options = options;
    this.#timings = { ...FIXED_RECOGNITION_TIMINGS, ...options.deps.timings };
  }

  receive(command: RecognizerCommand): void {
    if (this.#isStopped) return;
    switch (command.type) {
      case "recognizer.open":
        this.#onOpen();
        break;
      case "recognizer.cut":
        this.#onCut();
        break;
      case "recognizer.halfClose":
        this.#onHalfClose();
        break;
      case "recognizer.notePublished":
        this.#onPublished(command);
        break;
    }
  }

  /** Cancels all; nothing is reported or sent afterwards. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#abort.abort();
    this.#current?.cancel("abandoned");
    this.#current = undefined;
  }

  #onOpen(): void {
    const current = this.#current;
    switch (current?.state) {
      case "opening":
        // Its fact is still to come.
        current.stay();
        break;
      case "resting":
        // Its successor's fact is still to come.
        break;
      case "live":
        // The chart gave up waiting just before the stream opened, or took a rest back: the facts are as true now.
        this.#reportOpened(current, this.#streams);
        if (current.isFull) this.#report({ type: "stream.full", stream: this.#streams });
        break;
      case "flushing":
      case "draining":
        this.#afterDrain = "open";
        break;
      default:
        this.#start();
    }
  }

  #onCut(): void {
    const current = this.#current;
    // One that is still opening begins after the last final anyway.
    if (current?.state === "opening" || current?.state === "resting") return;
    if (current?.state === "live") current.rest((isSilent) => this.#replace(current, isSilent));
    else this.#replace(current, false);
  }

  /**
   * Where it is not known that the server has heard all, only its own end shows what it made of it. There is silence then,
   * or it is so late that a word cut in two is the lesser harm. A full stream is asked for what it heard, too: an utterance
   * that is longer than a stream would otherwise be begun again with each.
   */
  #replace(current: Recognition | undefined, isSilent: boolean): void {
    if (current !== undefined && (isSilent || current.isFull)) {
      this.#afterDrain = "open";
      current.drain();
      return;
    }
    current?.cancel("replaced");
    // A server that is only late looks quiet too, and may yet finalise what it holds.
    this.#noteUnanswered(current);
    this.#start();
  }

  /** The stream is over; what events have told about it by now, and will while it settles, need not be replayed. */
  #noteUnanswered(recognition: Recognition | undefined): void {
    const remainder = recognition?.remainder;
    if (remainder === undefined) return;
    const now = this.#options.deps.clock.now();
    this.#settledAtMs = now + this.#timings.settleMs;
    const evidence = this.#unread.noteBroken(remainder, now);
    if (evidence !== undefined) this.#believe(evidence);
  }

  #believe({ stream, position }: Evidence): void {
    const track = this.#track();
    if (track === undefined) return;
    const endMs = track.toMs(track.recognizeUnread(position));
    this.#logger(stream).info({ endMs }, "a final that the broken stream still owed was published");
    this.#report({ type: "stream.final", stream, endMs, behindMs: behindOf(track, endMs), via: "event" });
  }

  /** A stream that is hearing words again which an earlier one had finalised is replaced before it finalises them too. */
  #onPublished(final: PublishedFinalCommand): void {
    const { deps } = this.#options;
    const { participantId, endSeconds, publishedAtMs } = final;
    const track = this.#track();
    if (track === undefined || participantId !== this.#participant?.split("/").at(-1)) return;
    const offset = Math.round(endSeconds * track.format.sampleRateHertz);
    const current = this.#current;
    const evidence = this.#unread.notePublished(
      { offset, publishedAtMs },
      current?.remainder,
      deps.clock.now(),
    );
    if (evidence === undefined) return;
    if (current === undefined || current.state === "opening") {
      this.#believe(evidence);
      return;
    }
    // The living stream began behind it: nothing of it is heard again.
    if (track.toMs(evidence.position) <= current.fromMs) return;
    const wasEnding = current.state === "flushing" || current.state === "draining";
    current.cancel("replaced");
    this.#noteUnanswered(current);
    this.#believe(evidence);
    const isFlushWanted = wasEnding && this.#afterDrain !== "open";
    this.#start();
    if (isFlushWanted) this.#current?.flush();
  }

  #onHalfClose(): void {
    if (this.#afterDrain === "open") this.#afterDrain = "flush";
    if (this.#current !== undefined) this.#current.flush();
    else this.#flushRest(this.#streams);
  }

  /** Words that were sent to no stream, because the last one broke or was draining, get a new stream. */
  #flushRest(drainedStream: number): void {
    const isNothingLeft = (this.#track()?.unsentMs ?? 0) === 0;
    if (isNothingLeft) {
      this.#report({ type: "stream.drained", stream: drainedStream });
      return;
    }
    this.#start();
    this.#current?.flush();
  }

  #start(): void {
    this.#afterDrain = "nothing";
    this.#current = undefined;
    this.#streams += 1;
    const stream = this.#streams;
    const track = this.#track();
    if (track === undefined) {
      this.#fail(stream, { code: status.UNAVAILABLE, message: "no audio has arrived yet" });
      return;
    }
    const { deps } = this.#options;
    const { clock, api, pool, tick } = deps;
    const recognition = new Recognition({
      clock,
      logger: this.#logger(stream),
      api,
      pool,
      tick,
      track,
      participant: () => this.#findParticipant(),
      stream,
      notBeforeMs: this.#settledAtMs,
      timings: this.#timings,
      expectsAnswers: () => this.#hasBeenAnswered,
      handlers: {
        opened: () => this.#reportOpened(recognition, stream),
        final: (endMs, offset) => {
          this.#unread.noteRead(offset);
          this.#report({ type: "stream.final", stream, endMs, behindMs: behindOf(track, endMs) });
        },
        full: () => this.#report({ type: "stream.full", stream }),
        answered: (answer) => {
          this.#hasBeenAnswered = true;
          if (answer.results.length > 0) deps.onAnswered(answer);
        },
        drained: (isRelieved) => this.#onDrained(stream, isRelieved),
        failed: (failure) => this.#onFailed(recognition, stream, failure),
      },
    });
    this.#current = recognition;
  }

  #onDrained(stream: number, isRelieved: boolean): void {
    const next = this.#afterDrain;
    this.#afterDrain = "nothing";
    this.#current = undefined;
    if (next === "flush" || (next === "nothing" && isRelieved)) {
      this.#flushRest(stream);
      return;
    }
    this.#report({ type: "stream.drained", stream });
    // The report may have brought the next command already.
    if (next === "open" && this.#current === undefined && !this.#isStopped) this.#start();
  }

  /** A drain that fails while a new stream is wanted is not reported: that stream replays what is open. */
  #onFailed(recognition: Recognition, stream: number, failure: GrpcFailure): void {
    const next = this.#afterDrain;
    this.#afterDrain = "nothing";
    this.#current = undefined;
    this.#noteUnanswered(recognition);
    this.#logger(stream).info({ code: failure.code }, "a recognition stream ended early");
    const advice = adviceFor(failure);
    const isCurable = advice === "restart" || advice === "retry";
    if (next === "nothing" || !isCurable) this.#fail(stream, failure);
    else if (next === "flush") this.#flushRest(stream);
    else this.#start();
  }

  #reportOpened({ fromMs, connection }: Recognition, stream: number): void {
    const participantName = this.#participant;
    this.#report({
      type: "stream.opened",
      stream,
      fromMs,
      ...(participantName === undefined ? {} : { participantName }),
      ...(connection === undefined ? {} : { connection }),
    });
  }

  #fail(stream: number, failure: GrpcFailure): void {
    this.#report({ type: "stream.failed", stream, ...failure, advice: adviceFor(failure) });
  }

  #report(fact: RecognizerFact): void {
    if (!this.#isStopped) this.#options.report(fact);
  }

  #logger(stream: number): Logger {
    const { deps, input } = this.#options;
    return deps.logger.child({ callKey: input.callKey, speaker: input.speaker, stream });
  }

  #track(): Track | undefined {
    const { deps, input } = this.#options;
    return deps.tracks.find(input.callKey, input.speaker);
  }

  async #findParticipant(): Promise<string> {
    const { deps, input } = this.#options;
    this.#participant ??= await deps.participants.find({ ...input, signal: this.#abort.signal });
    return this.#participant;
  }
}

/** How much audio had come after a word's end when its final came: about how long ago it was spoken. */
function behindOf(track: Track, endMs: number): number {
  return Math.max(0, Math.round(track.receivedMs - endMs));
}
