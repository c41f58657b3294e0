/** Plays one leg as Five9 would: configuration, 1001, audio on an absolute schedule, holds, the end, reconnects. */
import type { Clock } from "../../src/base/clock.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import type { WireStreamingConfig } from "../../src/transports/five9/voice-proto.ts";
import { type Away, LegSchedule } from "./leg-schedule.ts";
import { LegStream, type LegStreamOptions, type ReceivedStatus, type StreamEnd } from "./leg-stream.ts";
import { type LegEncoding, type PlayStep, silenceAfter, stepsOf, toWire, WIRE_OF } from "./play-steps.ts";

const START_DEADLINE_MS = 60_000;
const END_DEADLINE_MS = 60_000;
const MAX_RECONNECTS = 20;
const RETRY_MS = 200;
const STATUS_HOLD = 2;
const STATUS_RESUME = 3;

/** What is sent when the audio is over, before the half-close. */
export type LegEnding = "callEnded" | "disconnect" | "halfClose";

export interface LegPlayerOptions {
  speaker: Speaker;
  stream: LegStreamOptions;
  config: WireStreamingConfig;
  /** LINEAR16 at 8000 Hz. */
  pcm: Uint8Array;
  encoding: LegEncoding;
  holds: { startMs: number; endMs: number }[];
  holdAudio: "silence" | "nothing" | "recorded";
  chunkBytes: readonly number[];
  /** 1 is real time; Infinity sends as fast as the connection takes it. */
  speed: number;
  waitForStart: boolean;
  ending: LegEnding;
  /**
   * How long a leg that was told to reconnect, or whose stream broke, tries for another and then goes on where it was: as
   * if the speaker had waited. 0 tries once after 1012, never after a break, and makes up for the time that was lost.
   */
  patienceMs: number;
  /** After its last audio the leg goes on with silence until this resolves; not at infinite speed. Absent: it ends. */
  stayUntil?: Promise<unknown>;
  clock: Clock;
  onAudioSent?(speaker: Speaker, positionMs: number, atMs: number): void;
}

/** What became of a leg. */
export interface LegReport {
  speaker: Speaker;
  /** True when all audio was sent and the RPC ended with OK without an error code from the server. */
  ok: boolean;
  sentBytes: number;
  sentMessages: number;
  reconnects: number;
  /** Where in the leg's audio each stream after the first began, in milliseconds. */
  resumedAtMs: number[];
  /** For each of those, how the stream before it was lost and how long nothing could be sent. */
  away: Away[];
  /** Everything the server said, over all sessions of the leg. */
  statuses: ReceivedStatus[];
  /** How the last session ended; absent when the server did not end it in time. */
  end?: StreamEnd;
  /** When all was said; the server had only to end the stream. */
  saidAllAtMs?: number;
  problem?: string;
}

/** One pass over a session: what is to happen to the leg now. */
type Outcome =
  | { type: "played" }
  | { type: "reconnect" }
  /** `isFinal`: the server does not want this leg back. */
  | { type: "stopped"; problem: string; isFinal?: boolean };

export class LegPlayer {
  readonly report: LegReport;
  /** Resolves when the leg first may send audio; false when it never could. */
  readonly started: Promise<boolean>;
  readonly #options: LegPlayerOptions;
  readonly #steps: PlayStep[];
  readonly #schedule: LegSchedule;
  readonly #resolveStarted: (started: boolean) => void;
  #stream: LegStream | undefined;
  #next = 0;
  #hungUp = false;
  #mayLeave: boolean;
  #wake: (() => void) | undefined;

  constructor(options: LegPlayerOptions) {
    this.#options = options;
    this.#schedule = new LegSchedule(options);
    this.#steps = stepsOf({ ...options, audio: toWire(options.pcm, options.encoding) });
    this.report = {
      speaker: options.speaker,
      ok: false,
      sentBytes: 0,
      sentMessages: 0,
      reconnects: 0,
      resumedAtMs: [],
      away: [],
      statuses: [],
    };
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.started = promise;
    this.#resolveStarted = resolve;
    this.#mayLeave = options.stayUntil === undefined;
    void options.stayUntil?.then(() => (this.#mayLeave = true));
  }

  /** Plays to the end. Never rejects: the report says what went wrong. */
  async play(): Promise<LegReport> {
    for (;;) {
      const stream = new LegStream(this.#options.stream);
      this.#stream = stream;
      const outcome = await this.#session(stream);
      this.#resolveStarted(false);
      if (outcome.type === "played") {
        await this.#finish(stream);
        this.report.saidAllAtMs = this.#options.clock.now();
      } else {
        this.#schedule.lose(outcome.type === "reconnect" ? "told" : "broken");
        stream.halfClose();
      }
      const end = await this.#within(stream.ended, END_DEADLINE_MS);
      if (end === undefined) stream.cancel();
      else this.report.end = end;
      this.report.statuses.push(...stream.statuses);
      if (outcome.type === "reconnect" && this.report.reconnects < MAX_RECONNECTS) {
        this.report.reconnects += 1;
        continue;
      }
      if (await this.#triesAgain(outcome)) continue;
      return this.#conclude(outcome, stream);
    }
  }

  /** After a break, or a refusal on the way back: waits a moment, unless patience is over. */
  async #triesAgain(outcome: Outcome): Promise<boolean> {
    const { hasStarted, isPatient } = this.#schedule;
    if (outcome.type !== "stopped" || outcome.isFinal || this.#hungUp || !hasStarted || !isPatient)
      return false;
    await this.#nextWake(RETRY_MS);
    return true;
  }

  /** Ends the audio where it is; the ending follows as after the last chunk. */
  hangUp(): void {
    this.#hungUp = true;
    this.#wake?.();
  }

  /** Breaks off without a word. */
  abort(): void {
    this.#hungUp = true;
    this.#stream?.cancel();
    this.#wake?.();
  }

  async #session(stream: LegStream): Promise<Outcome> {
    const { waitForStart, config } = this.#options;
    stream.sendConfig(config);
    const unsubscribe = stream.onStatus(() => this.#wake?.());
    void stream.ended.then(() => this.#wake?.());
    if (waitForStart) {
      const first = await this.#within(stream.firstWord(), START_DEADLINE_MS);
      const verdict = this.#verdict(stream);
      if (verdict !== undefined) return verdict;
      if (first === undefined) return { type: "stopped", problem: "no 1001 came in time" };
      if (first.code !== 1001)
        return { type: "stopped", problem: `the first response was ${first.code}, not 1001` };
    }
    const away = this.#schedule.begin();
    if (away !== undefined) {
      this.report.away.push(away);
      this.report.resumedAtMs.push(this.#positionMs());
    }
    this.#resolveStarted(true);
    const outcome = await this.#sendSteps(stream);
    unsubscribe();
    return outcome;
  }

  async #sendSteps(stream: LegStream): Promise<Outcome> {
    while (!this.#hungUp) {
      const step = this.#steps[this.#next];
      if (step === undefined && this.#mayLeave) return { type: "played" };
      if (step === undefined) {
        this.#steps.push(silenceAfter(this.#steps, this.#options.encoding));
        continue;
      }
      await this.#until(step.atMs);
      const verdict = this.#verdict(stream);
      if (verdict !== undefined) return verdict;
      if (this.#hungUp) break;
      if (stream.isPaused) {
        await this.#paused(stream, step);
        continue;
      }
      this.#next += 1;
      await this.#send(stream, step);
    }
    return { type: "played" };
  }

  async #send(stream: LegStream, step: PlayStep): Promise<void> {
    const { clock, speaker, encoding, onAudioSent } = this.#options;
    if (step.type !== "audio") {
      stream.sendStatus(step.type === "hold" ? STATUS_HOLD : STATUS_RESUME);
      return;
    }
    const atMs = clock.now();
    // A caller that runs late on a busy machine makes no gap in the audio: the stamp is when the step was due.
    const more = stream.sendAudio(step.bytes, Math.min(atMs, this.#schedule.dueAtMs(step.atMs)));
    this.report.sentBytes += step.bytes.byteLength;
    this.report.sentMessages += 1;
    onAudioSent?.(speaker, step.endByte / WIRE_OF[encoding].bytesPerMs, atMs);
    if (more) return;
    await stream.drained();
    // Draining may take no turn of the event loop; without one the server's words would not be heard.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** The server asked for silence (1002): audio of a live call is lost meanwhile, notices wait. */
  async #paused(stream: LegStream, step: PlayStep): Promise<void> {
    if (this.#options.speed === Number.POSITIVE_INFINITY || step.type !== "audio") await this.#nextWake();
    else if (stream.isPaused) this.#next += 1;
  }

  /** What the server has said or done that ends this session, if anything. */
  #verdict(stream: LegStream): Outcome | undefined {
    for (const { code, message } of stream.statuses) {
      if (code === 1012) return { type: "reconnect" };
      if (code === 1011)
        return { type: "stopped", problem: "the server asked to disconnect (1011)", isFinal: true };
      if (code >= 1100)
        return { type: "stopped", problem: `the server reported error ${code} ${message}`.trim() };
    }
    return stream.isOver ? { type: "stopped", problem: "the server ended the stream" } : undefined;
  }

  async #finish(stream: LegStream): Promise<void> {
    const { ending } = this.#options;
    await stream.drained();
    if (ending === "callEnded") stream.sendStatus(1);
    if (ending === "disconnect") stream.sendStatus(4);
    stream.halfClose();
  }

  #positionMs(): number {
    return this.#steps.slice(0, this.#next).findLast((step) => step.type === "audio")?.atMs ?? 0;
  }

  #conclude(outcome: Outcome, stream: LegStream): LegReport {
    const { report } = this;
    if (outcome.type === "stopped") report.problem = outcome.problem;
    if (outcome.type === "reconnect")
      report.problem = `the server asked to reconnect ${MAX_RECONNECTS} times`;
    const { end } = report;
    const error = stream.statuses.find((status) => status.code >= 1100);
    if (error !== undefined) report.problem ??= `the server reported error ${error.code}`;
    if (end === undefined) report.problem ??= "the server did not end the stream in time";
    else if (end.grpcCode !== 0) report.problem = `gRPC status ${end.grpcCode}: ${end.details}`;
    report.ok = report.problem === undefined;
    return report;
  }

  /** Waits for a position on the absolute schedule, so that lateness never adds up. */
  async #until(positionMs: number): Promise<void> {
    const { speed, clock } = this.#options;
    if (speed === Number.POSITIVE_INFINITY) return;
    const dueAtMs = this.#schedule.dueAtMs(positionMs);
    const waitMs = dueAtMs - clock.now();
    if (waitMs > 0) await this.#nextWake(waitMs);
    // A status from the server also wakes; the rest of the wait follows unless it ended the session.
    if (dueAtMs > clock.now() && this.#stream !== undefined && this.#verdict(this.#stream) === undefined) {
      if (!this.#hungUp) await this.#until(positionMs);
    }
  }

  /** Resolves at the server's next word, a hang-up, or after `waitMs`. */
  #nextWake(waitMs = END_DEADLINE_MS): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => this.#wake?.(), waitMs);
      this.#wake = () => {
        clock.clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  async #within<T>(promise: Promise<T>, deadlineMs: number): Promise<T | undefined> {
    const { clock } = this.#options;
    let timer: unknown;
    const late = new Promise<undefined>((resolve) => {
      timer = clock.setTimeout(() => resolve(undefined), deadlineMs);
    });
    const first = await Promise.race([promise, late]);
    clock.clearTimeout(timer);
    return first;
  }
}
