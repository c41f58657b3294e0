/** One leg of a call from 1001 to its end: audio to the sink, events to the call's actor, the actor's commands back. */
import type { CallEvent, LegClose, LegCommand } from "../../actors/call/events.ts";
import { bytesPerSample } from "../../audio/pcm.ts";
import type { AudioSink } from "../../audio/sink.ts";
import type { Speaker } from "../../contract/speaker.ts";
import { audioOf, decodeRequest } from "./codec.ts";
import { DEAD_AFTER_MS, LegAudioNews } from "./leg-audio-news.ts";
import { LegDeparture } from "./leg-departure.ts";
import type { Closing, LegOptions } from "./leg-options.ts";
import { LegTimers } from "./leg-timers.ts";
import { Turn } from "./leg-turn.ts";
import type { Five9AudioTotals } from "./metrics.ts";
import { stampMsOf } from "./send-time.ts";
import { type ClientNotice, SERVER_STATUS, type ServerStatusCode, STATUS_OF_REASON } from "./status-code.ts";
import { type LegConfig, originOf } from "./streaming-config.ts";
import type { WireRequest } from "./voice-proto.ts";
import type { VoiceStreamListener } from "./voice-stream.ts";

export class Leg implements VoiceStreamListener {
  readonly legId: string;
  readonly speaker: Speaker;
  readonly config: LegConfig;
  readonly #options: LegOptions;
  readonly #sink: AudioSink;
  readonly #maxMessageBytes: number;
  readonly #totals: Five9AudioTotals;
  #unsubscribe: (() => void) | undefined;
  readonly #timers: LegTimers;
  readonly #news: LegAudioNews;
  readonly departure: LegDeparture;
  #bytes = 0;
  #held = false;
  /** The call took the hold for over before Five9 said so. */
  #mayResumeLate = false;
  #waitingForSink = false;
  readonly #turn: Turn;
  #closed = false;

  constructor(options: LegOptions) {
    this.#options = options;
    this.legId = options.legId;
    this.speaker = options.speaker;
    this.config = options.config;
    this.#sink = options.sink;
    const onSilent = (legId: string) => this.#deliver({ type: "leg.silent", legId, speaker: this.speaker });
    this.#turn = new Turn({ ...options, onSilent });
    this.#maxMessageBytes = options.limits.maxMessageBytes;
    this.#totals = options.audioTotals;
    const { format } = options.config;
    this.#news = new LegAudioNews({
      ...options,
      totals: this.#totals,
      bytesPerMs: (bytesPerSample(format) * format.sampleRateHertz) / 1000,
      standsBy: () => this.standsBy,
      deliver: (event) => this.#deliver(event),
    });
    this.departure = new LegDeparture({
      format,
      clock: options.clock,
      quietMs: () => (this.#held ? Number.POSITIVE_INFINITY : this.#timers.quietMs()),
      splitsSample: () => this.#bytes % 2 === 1,
      onPause: options.onPause,
      onAwaitsPause: () => this.#sink.mayLeave?.(),
      ask: () => {
        options.stream.letGo();
        options.stream.send(SERVER_STATUS.reconnect, "this server is going away");
        this.#sink.leave?.();
        options.stream.resume();
      },
      onLingered: () => this.close({ cause: "serverClosed" }),
    });
    this.#timers = new LegTimers({
      clock: options.clock,
      limits: options.limits,
      mayBeQuiet: () => this.#held || this.#waitingForSink,
      mayStayIdle: options.mayStayIdle,
      onIdle: () => this.#timeOut("idleTimeouts", "nothing was sent for too long"),
      onTooLong: () => this.#timeOut("callTimeouts", "the call is longer than this server allows"),
    });
  }

  /** Says 1001 at once, then tells the call; nothing upstream is waited for. */
  open(): void {
    const { stream, directory, config } = this.#options;
    stream.listen(this);
    stream.start();
    const medium = { kind: "audio", format: config.format } as const;
    const details = {
      medium,
      origin: originOf(config),
      ...(this.standsBy ? { standsBy: true as const } : {}),
    };
    this.#unsubscribe = directory.onLegCommand(this.legId, (command) => this.#obey(command));
    void this.#announce({ type: "leg.opened", legId: this.legId, speaker: this.speaker, ...details });
  }

  async #announce(event: CallEvent): Promise<void> {
    try {
      const answer = await this.#options.directory.send(this.#options.ref, event);
      if (answer === "full") this.#options.metrics.count("refusedNoResource");
      if (answer !== "taken") this.#end(SERVER_STATUS.errorNoResource, "the call cannot be taken now");
    } catch (error) {
      this.fail(error);
    }
  }

  get standsBy(): boolean {
    return this.#turn.standsBy;
  }

  get isAlive(): boolean {
    return this.wasHeardWithin(DEAD_AFTER_MS);
  }

  /** True also while it may be silent with good reason. */
  wasHeardWithin(ms: number): boolean {
    return this.#held || this.#waitingForSink || this.#timers.quietMs() < ms;
  }

  message(wire: WireRequest): void {
    const nowMs = this.#timers.noteMessage();
    this.#turn.watch();
    const bytes = audioOf(wire);
    try {
      if (bytes === undefined) this.#control(wire);
      else this.#audio(bytes, wire, nowMs);
    } catch (error) {
      this.fail(error);
    }
  }

  /** One that was asked to begin again does so: it has not left. */
  halfClosed(): void {
    this.close({ cause: this.departure.isAsked ? "serverClosed" : "halfClosed" });
  }

  gone(): void {
    this.close({ cause: "cancelled" });
  }

  /** Ends the leg once; later calls change nothing. */
  close(closing: Closing): void {
    if (this.#closed) return;
    this.#closed = true;
    const { stream, logger } = this.#options;
    this.#timers.stop();
    this.departure.stop();
    this.#unsubscribe?.();
    // The speaker's track outlives the leg: the next leg of this speaker must not begin on hold.
    if (this.#held) this.#sink.resume();
    this.#sink.mayNotLeave?.();
    this.#options.onClosed(this);
    const { cause, statusCode, say } = closing;
    logger.info({ speaker: this.speaker, cause, statusCode, saidCode: say?.code }, "five9 leg closed");
    if (say === undefined) stream.end();
    else stream.endWith(say.code, say.message);
    const { legId, speaker } = this;
    const code = statusCode === undefined ? {} : { statusCode };
    const { lastAtMs } = this.#news;
    const heard = lastAtMs === undefined ? {} : { audioUntilMs: lastAtMs };
    this.#deliver({ type: "leg.closed", legId, speaker, cause, ...code, ...heard });
  }

  #audio(bytes: Uint8Array, wire: WireRequest, nowMs: number): void {
    if (bytes.byteLength > this.#maxMessageBytes) {
      this.#options.metrics.count("oversizeMessages");
      this.#end(SERVER_STATUS.errorNoResource, "an audio message is too large");
      return;
    }
    this.#totals.messages += 1;
    this.#totals.bytes += bytes.byteLength;
    this.#bytes += bytes.byteLength;
    const stampMs = stampMsOf(wire.sendTime);
    const writable = this.#sink.write(bytes, stampMs);
    if (bytes.byteLength > 0) this.#news.note(bytes.byteLength, stampMs, nowMs);
    this.departure.hear(bytes);
    if (!writable && !this.#waitingForSink && !this.departure.isAsked) this.#waitForSink();
  }

  /** Bounded by the call timer: slowness of Sidetone alone never ends a leg. */
  #waitForSink(): void {
    this.#waitingForSink = true;
    this.#options.stream.pause();
    this.#sink.whenWritable().then(
      () => {
        this.#waitingForSink = false;
        this.#timers.noteMessage();
        this.#options.stream.resume();
      },
      (error: unknown) => this.fail(error),
    );
  }

  /** A defect in Sidetone: Five9 gets 1102, and the log the error. */
  fail(error: unknown): void {
    this.#options.metrics.count("failures");
    this.#options.logger.error({ err: error, speaker: this.speaker }, "five9 leg failed");
    this.#end(SERVER_STATUS.errorGeneric, "internal error");
  }

  #control(wire: WireRequest): void {
    const request = decodeRequest(wire);
    if (request.type === "status") {
      this.#notice(request.notice);
      return;
    }
    // A second configuration or an empty message changes nothing and must not cost the call.
    this.#options.metrics.count("unexpectedMessages");
  }

  #notice(notice: ClientNotice): void {
    const { metrics, logger } = this.#options;
    const { legId, speaker } = this;
    const bye = { code: SERVER_STATUS.disconnect, message: "" };
    switch (notice.type) {
      case "nothing":
        return;
      case "callEnded":
        this.#deliver({ type: "leg.callEnded", legId, speaker });
        this.close({ cause: "callEnded", statusCode: 1, say: bye });
        return;
      case "held":
        if (this.#held) return;
        this.#held = true;
        this.#mayResumeLate = false;
        this.departure.hearSilence();
        this.#sink.hold();
        this.#deliver({ type: "leg.held", legId, speaker });
        return;
      case "resumed":
        // The call may have taken the hold for over already.
        if (!this.#held && !this.#mayResumeLate) return;
        this.#hearAgain(false);
        this.#deliver({ type: "leg.resumed", legId, speaker });
        return;
      case "disconnected":
        this.close({ cause: "disconnected", statusCode: notice.code, say: bye });
        return;
      case "failed":
        metrics.count("clientErrors");
        this.close({ cause: "clientError", statusCode: notice.code, say: bye });
        return;
      case "unknown":
        metrics.count("unknownStatuses");
        logger.warn({ statusCode: notice.code, speaker }, "five9 sent an unknown status code");
    }
  }

  #hearAgain(mayResumeLate: boolean): void {
    this.#mayResumeLate = mayResumeLate;
    if (!this.#held) return;
    this.#held = false;
    this.#news.forget();
    this.#sink.resume();
  }

  #obey(command: LegCommand): void {
    switch (command.type) {
      case "leg.resume":
        this.#hearAgain(true);
        return;
      case "leg.takeOver":
      case "leg.standBy":
        this.#turn.obey(command);
        return;
      case "leg.close":
        this.#closeAsAsked(command);
    }
  }

  #closeAsAsked(command: LegClose): void {
    if (command.reason === "timeout") this.#options.metrics.count("callTimeouts");
    this.#end(STATUS_OF_REASON[command.reason], command.message);
  }

  #timeOut(count: "idleTimeouts" | "callTimeouts", message: string): void {
    this.#options.metrics.count(count);
    this.#end(SERVER_STATUS.errorTimeout, message);
  }

  #end(code: ServerStatusCode, message: string): void {
    this.close({ cause: "serverClosed", say: { code, message } });
  }

  /** Never throws: the end of a leg runs in unguarded handlers. */
  #deliver(event: CallEvent): void {
    const { ref, directory, metrics, logger } = this.#options;
    try {
      void directory.send(ref, event).then((answer) => {
        if (answer !== "taken") metrics.count("undeliveredEvents");
      });
    } catch (error) {
      metrics.count("failures");
      logger.error({ err: error, event: event.type }, "five9 leg event could not be delivered");
    }
  }
}
