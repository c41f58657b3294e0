/** One upstream stream from connection to closure: its messages, and exactly one end. */
import { status } from "@grpc/grpc-js";
import type { AudioFormat } from "../../audio/sink.ts";
import type { Clock } from "../../base/clock.ts";
import type { AnsweredSuggestions } from "./answered-suggestions.ts";
import { type RecognitionResult, soleTranscriptIn } from "./codec.ts";
import type { UpstreamConnection } from "./connection.ts";
import type { ConnectionFate, ConnectionPool } from "./connection-pool.ts";
import { type GrpcFailure, grpcFailureOf } from "./errors.ts";
import type { RecognitionApi } from "./recognition-api.ts";
import type { RecognitionCall } from "./recognition-call.ts";

export interface UpstreamStreamOptions {
  api: RecognitionApi;
  pool: ConnectionPool;
  clock: Clock;
  format: AudioFormat;
  /** Full name of the participant whose audio this is; asked for once, before connecting. */
  participant: () => Promise<string>;
  /** For participant and connection together. */
  openDeadlineMs: number;
  handlers: UpstreamStreamHandlers;
}

/** None is called after `cancel`, nor before the constructor's turn is over. */
export interface UpstreamStreamHandlers {
  /** The configuration has been written to a ready connection. */
  opened(): void;
  result(result: RecognitionResult): void;
  /** To words that were final: the suggestions, which may be none. */
  answered(answer: AnsweredSuggestions): void;
  /** `write` returned false and may be called again. */
  writable(): void;
  /** Once, last. Code 0 is an orderly end by the server. */
  ended(failure: GrpcFailure): void;
}

/** A cancelled call reports its end within a turn or two; a connection that does not is not used again. */
const CANCEL_DEADLINE_MS = 5_000;

export class UpstreamStream {
  readonly #options: UpstreamStreamOptions;
  #connection: UpstreamConnection | undefined;
  #call: RecognitionCall | undefined;
  #timer: unknown;
  #isOver = false;
  #cancelledFate: "fit" | "failed" = "fit";

  constructor(options: UpstreamStreamOptions) {
    this.#options = options;
    this.#timer = options.clock.setTimeout(
      () => this.#finish({ code: status.UNAVAILABLE, message: "no connection in time" }),
      options.openDeadlineMs,
    );
    this.#open().catch((caught: unknown) => this.#finish(grpcFailureOf(caught)));
  }

  /** Number of the connection that carries it; undefined before there is one and once it is given back. */
  get connection(): number | undefined {
    return this.#connection?.number;
  }

  /** Hands over one piece of audio. False: wait for `writable`. Ignored once the stream is over. */
  write(audio: Uint8Array): boolean {
    if (this.#isOver || this.#call === undefined) return false;
    return this.#call.write(this.#options.api.audioRequest(audio));
  }

  /** No more audio follows; the server answers what it has and ends. */
  halfClose(): void {
    if (!this.#isOver) this.#call?.halfClose();
  }

  /**
   * Ends the stream at once, unheard: the server finalises nothing more, and what it still says is ignored. (Bun
   * half-closes a stream it resets and sends the reset one turn later; a server sees both together.) `fate`: of its
   * connection.
   */
  cancel(fate: "fit" | "failed" = "fit"): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelledFate = fate;
    this.#options.clock.clearTimeout(this.#timer);
    if (this.#call === undefined) {
      // The wait for the connection continues, so the connection is unfit for another stream.
      this.#release("unfit");
      return;
    }
    this.#timer = this.#options.clock.setTimeout(() => this.#release("failed"), CANCEL_DEADLINE_MS);
    this.#call.cancel();
  }

  async #open(): Promise<void> {
    const { api, pool, openDeadlineMs, format, handlers, clock } = this.#options;
    const participant = await this.#options.participant();
    if (this.#isOver) return;
    const connection = pool.acquire();
    this.#connection = connection;
    // Ours is the deadline that counts; the connection's own only ends its wait.
    await connection.ready(openDeadlineMs + 1_000);
    if (this.#isOver) return;
    const call = connection.analyze(api, {
      message: (bytes) => this.#onMessage(bytes),
      response: (response) => {
        if (this.#isOver) return;
        const result = api.resultOf(response);
        if (result !== undefined) handlers.result(result);
        const results = api.answerOf(response);
        if (results !== undefined) handlers.answered({ participant, results });
      },
      writable: () => {
        if (!this.#isOver) handlers.writable();
      },
      ended: (outcome) => this.#close(outcome),
    });
    this.#call = call;
    call.open(api.configRequest(participant, format));
    clock.clearTimeout(this.#timer);
    handlers.opened();
  }

  #onMessage(bytes: Buffer): boolean {
    const transcript = soleTranscriptIn(bytes);
    if (transcript === undefined) return false;
    if (!this.#isOver) this.#options.handlers.result(transcript);
    return true;
  }

  #close(outcome: GrpcFailure): void {
    const fate = outcome.code === status.UNAVAILABLE ? "failed" : this.#cancelledFate;
    if (this.#isOver) this.#release(fate);
    else this.#finish(grpcFailureOf(outcome), fate);
  }

  #finish(failure: GrpcFailure, fate: ConnectionFate = "unfit"): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // A call that fails otherwise than by its own end (a throwing handler) must not be missed.
    if (fate !== "fit") this.#call?.cancel();
    this.#release(fate);
    this.#options.handlers.ended(failure);
  }

  #release(fate: ConnectionFate): void {
    this.#options.clock.clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection !== undefined) this.#options.pool.release(connection, fate);
  }
}
