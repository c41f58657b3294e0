/** The options of one recognition. */
import type { FlushTick } from "../../audio/flush-tick.ts";
import type { Track } from "../../audio/track.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { AnsweredSuggestions } from "./answered-suggestions.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import type { GrpcFailure } from "./errors.ts";
import type { RecognitionApi } from "./recognition-api.ts";

export interface RecognitionTimings {
  /** From the wish to a written configuration. */
  openDeadlineMs: number;
  /** Most audio that one stream is sent; the next one continues. */
  mostAudioMs: number;
  /** From the half-close to the last answer. */
  drainDeadlineMs: number;
  /** How long the server may take no audio. */
  stallDeadlineMs: number;
  /** After a stream ended with unanswered audio: how long events may still tell what it had finalised. */
  settleMs: number;
  /** Before a roll-over: how long the server must have had nothing more to say about what it was sent. */
  quietMs: number;
  /** Before a roll-over: how long the answer to a final, with its suggestions, is awaited. */
  answerMs: number;
  /** A server that said something this lately has heard what it was sent. */
  responsiveMs: number;
  /** The same while it has a hypothesis without a final: more results would follow. */
  responsiveInHypothesisMs: number;
}

export interface RecognitionOptions {
  clock: Clock;
  /** Knows call, speaker and stream already. */
  logger: Logger;
  api: RecognitionApi;
  pool: ConnectionPool;
  tick: FlushTick;
  track: Track;
  participant: () => Promise<string>;
  /** Number of the stream. */
  stream: number;
  /** The stream may connect, but reads nothing before this time. */
  notBeforeMs: number;
  timings: RecognitionTimings;
  /** Whether the server is known to answer finals. */
  expectsAnswers: () => boolean;
  /** Called when this recognition no longer blocks the next one; never after `cancel`. */
  handlers: {
    opened(fromMs: number): void;
    final(endMs: number, offset: number): void;
    answered(answer: AnsweredSuggestions): void;
    /** It has been sent as much as one stream takes, waits to be cut, and sends nothing more. */
    full(): void;
    /** All sent audio has its answer. `isRelieved`: another stream is to take the rest. */
    drained(isRelieved: boolean): void;
    failed(failure: GrpcFailure): void;
  };
}
