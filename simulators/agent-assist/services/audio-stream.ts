/** One stream of audio, of either rpc: enforces its limits, lets the listener hear, and can be made to fail. */
import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import type { Clock } from "../../../src/base/clock.ts";
import { RpcError, type RpcStatus } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";
import { completedError } from "../world.ts";
import type { LiveStream } from "./live-stream.ts";
import { type OpenStream, openStream, TOO_LONG } from "./open-stream.ts";
import type { StreamDialect, StreamResponse } from "./stream-dialect.ts";

export type AudioCall<Request> = ServerDuplexStream<Request, StreamResponse>;

/** How long an end must go uncontradicted to count as a half-close. Real time: it is about sockets, not about calls. */
const HALF_CLOSE_PROOF_MS = 50;

const NO_AUDIO = {
  code: status.OUT_OF_RANGE,
  message:
    "Audio Timeout Error: Long duration elapsed without audio. Audio should be sent close to real time.",
};

export class AudioStream<Request> {
  readonly #call: AudioCall<Request>;
  readonly #dialect: StreamDialect<Request>;
  readonly #context: SimulatorContext;
  readonly #clock: Clock;
  readonly #streams: Set<LiveStream>;
  #limitTimer: unknown;
  #audioTimer: unknown;
  #open: OpenStream | undefined;
  #live: LiveStream | undefined;
  #onNextFinal: (() => void) | undefined;
  #isOver = false;

  /** `streams` holds it once its first message is taken, until it is over. */
  constructor(
    call: AudioCall<Request>,
    dialect: StreamDialect<Request>,
    context: SimulatorContext,
    streams: Set<LiveStream>,
  ) {
    this.#call = call;
    this.#dialect = dialect;
    this.#context = context;
    this.#clock = context.options.clock;
    this.#streams = streams;
    this.#expectAudio();
    call.on("data", (request: Request) => this.#take(request));
    call.on("end", () => this.#finishIfHalfClosed());
    // Bun tells this also after a normal end; #close knows.
    call.on("cancelled", () => this.#close("cancelled"));
    call.on("error", () => this.#close("cancelled"));
  }

  #take(request: Request): void {
    if (this.#isOver) return;
    try {
      if (this.#open === undefined) this.#begin(request);
      else this.#takeAudio(this.#open, this.#dialect.audioOf(request));
    } catch (caught) {
      const message = caught instanceof Error ? caught.message : String(caught);
      this.#fail({ code: caught instanceof RpcError ? caught.code : status.INTERNAL, message });
    }
  }

  #begin(request: Request): void {
    const stream = openStream(this.#context, this.#dialect, request, (response) => this.#answer(response));
    this.#open = stream;
    if (stream.lifeMs !== Number.POSITIVE_INFINITY) {
      this.#limitTimer = this.#clock.setTimeout(() => this.#fail(TOO_LONG), stream.lifeMs);
    }
    this.#live = {
      participantName: stream.participant.name,
      role: stream.participant.role,
      peer: this.#call.getPeer(),
      audioMs: () => stream.record.audioMs,
      fail: (failure) => this.#fail(failure),
      loseNextFinal: (then) => {
        this.#onNextFinal = then;
      },
    };
    this.#streams.add(this.#live);
  }

  /** Says it to the client, unless it is the final that is to be lost on its way. */
  #answer(response: StreamResponse): void {
    const result = response.recognitionResult as { isFinal?: boolean } | undefined;
    const lose = this.#onNextFinal;
    if (lose === undefined || result?.isFinal !== true) {
      if (!this.#isOver) this.#call.write(response);
      return;
    }
    this.#onNextFinal = undefined;
    this.#close("final lost");
    lose();
  }

  #takeAudio(stream: OpenStream, audio: Uint8Array | undefined): void {
    if (audio === undefined) return;
    const completed = completedError(stream.participant.conversation);
    if (completed !== undefined) throw completed;
    this.#expectAudio();
    if (!this.#context.faults.muteStreams) stream.listener.write(audio);
    this.#accountFor(stream);
    const { ends } = stream;
    if (ends !== undefined && stream.record.audioMs > ends.afterAudioMs) {
      throw new RpcError(ends.failure.code, ends.failure.message);
    }
  }

  #accountFor({ listener, record, participant }: OpenStream): void {
    const audioMs = listener.receivedMs();
    participant.record.audioMs += audioMs - record.audioMs;
    record.audioMs = audioMs;
    const elapsedMs = this.#clock.now() - record.openedAtMs;
    const aheadMs = audioMs - elapsedMs - this.#context.options.burstAllowanceMs;
    record.aheadOfRealTimeMs = Math.max(record.aheadOfRealTimeMs, aheadMs);
  }

  #expectAudio(): void {
    this.#clock.clearTimeout(this.#audioTimer);
    const { audioTimeoutMs } = this.#context.options;
    this.#audioTimer = this.#clock.setTimeout(() => this.#fail(NO_AUDIO), audioTimeoutMs);
  }

  /**
   * On Bun a call that the client cancels tells "end" first, and "cancelled" a little later: from another process they can
   * be some turns of the event loop apart. A cancelled stream must finalise nothing, so an end waits.
   */
  #finishIfHalfClosed(): void {
    setTimeout(() => {
      if (this.#isOver) return;
      if (!this.#context.faults.muteStreams) {
        this.#open?.listener.end();
        this.#open?.reporter.end();
      }
      if (this.#close("half-closed")) this.#call.end();
    }, HALF_CLOSE_PROOF_MS);
  }

  #fail({ code, message }: RpcStatus): void {
    if (this.#close(status[code] ?? String(code))) this.#call.emit("error", { code, details: message });
  }

  #close(reason: string): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#clock.clearTimeout(this.#limitTimer);
    this.#clock.clearTimeout(this.#audioTimer);
    if (this.#live !== undefined) this.#streams.delete(this.#live);
    if (this.#open !== undefined) {
      this.#open.record.endedAtMs = this.#clock.now();
      this.#open.record.endReason = reason;
    }
    return true;
  }
}
