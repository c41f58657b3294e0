/** Plays one leg as Five9 would: configuration, 1001, audio on an absolute schedule, holds, the end, reconnects. */
import type { Speaker } from "../../src/actors/speaker.ts";
import type { Clock } from "../../src/clock.ts";
import type { WireStreamingConfig } from "../../src/transports/five9/voice-proto.ts";
import { LegStream, type LegStreamOptions, type ReceivedStatus, type StreamEnd } from "./leg-stream.ts";
import { type PlayStep, stepsOf } from "./play-steps.ts";
import { BYTES_PER_MS } from "./wav.ts";

const START_DEADLINE_MS = 10_000;
const END_DEADLINE_MS = 10_000;
const MAX_RECONNECTS = 20;
const STATUS_HOLD = 2;
const STATUS_RESUME = 3;

/** What is sent when the audio is over, before the half-close. */
export type LegEnding = "callEnded" | "disconnect" | "halfClose";

export interface LegPlayerOptions {
  speaker: Speaker;
  stream: LegStreamOptions;
  config: WireStreamingConfig;
  pcm: Uint8Array;
  holds: { startMs: number; endMs: number }[];
  holdAudio: "silence" | "nothing" | "recorded";
  chunkBytes: readonly number[];
  /** 1 is real time; Infinity sends as fast as the connection takes it. */
  speed: number;
  waitForStart: boolean;
  ending: LegEnding;
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
  /** Everything the server said, over all sessions of the leg. */
  statuses: ReceivedStatus[];
  /** How the last session ended; absent when the server did not end it in time. */
  end?: StreamEnd;
  problem?: string;
}

/** One pass over a session: what is to happen to the leg now. */
type Outcome = { type: "played" } | { type: "reconnect" } | { type: "stopped"; problem: string };

export class LegPlayer {
  readonly report: LegReport;
  /** Resolves when the leg first may send audio; false when it never could. */
  readonly started: Promise<boolean>;
  readonly #options: LegPlayerOptions;
  readonly #steps: PlayStep[];
  readonly #resolveStarted: (started: boolean) => void;
  #stream: LegStream | undefined;
  #next = 0;
  #startedAtMs: number | undefined;
  #hungUp = false;
  #wake: (() => void) | undefined;

  constructor(options: LegPlayerOptions) {
    this.#options = options;
    this.#steps = stepsOf(options);
    this.report = {
      speaker: options.speaker,
      ok: false,
      sentBytes: 0,
      sentMessages: 0,
      reconnects: 0,
      statuses: [],
    };
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.started = promise;
    this.#resolveStarted = resolve;
  }

  /** Plays to the end. Never rejects: the report says what went wrong. */
  async play(): Promise<LegReport> {
    for (;;) {
      const stream = new LegStream(this.#options.stream);
      this.#stream = stream;
      const outcome = await this.#session(stream);
      this.#resolveStarted(false);
      if (outcome.type === "played") await this.#finish(stream);
      else stream.halfClose();
      const end = await this.#within(stream.ended, END_DEADLINE_MS);
      if (end === undefined) stream.cancel();
      else this.report.end = end;
      this.report.statuses.push(...stream.statuses);
      if (outcome.type === "reconnect" && this.report.reconnects < MAX_RECONNECTS) {
        this.report.reconnects += 1;
        continue;
      }
      return this.#conclude(outcome);
    }
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
    const { waitForStart, config, clock } = this.#options;
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
    this.#startedAtMs ??= clock.now();
    this.#resolveStarted(true);
    const outcome = await this.#sendSteps(stream);
    unsubscribe();
    return outcome;
  }

  async #sendSteps(stream: LegStream): Promise<Outcome> {
    while (!this.#hungUp) {
      const step = this.#steps[this.#next];
      if (step === undefined) return { type: "played" };
      await this.#until(step.atMs);
      const verdict = this.#verdict(stream);
      if (verdict !== undefined) return verdict;
      if (this.#hungUp) break;
      if (isPaused(stream)) {
        await this.#paused(stream, step);
        continue;
      }
      this.#next += 1;
      await this.#send(stream, step);
    }
    return { type: "played" };
  }

  async #send(stream: LegStream, step: PlayStep): Promise<void> {
    const { clock, speaker, onAudioSent } = this.#options;
    if (step.type !== "audio") {
      stream.sendStatus(step.type === "hold" ? STATUS_HOLD : STATUS_RESUME);
      return;
    }
    const atMs = clock.now();
    const more = stream.sendAudio(step.bytes, atMs);
    this.report.sentBytes += step.bytes.byteLength;
    this.report.sentMessages += 1;
    onAudioSent?.(speaker, step.endByte / BYTES_PER_MS, atMs);
    if (more) return;
    await stream.drained();
    // Draining may take no turn of the event loop; without one the server's words would not be heard.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** The server asked for silence (1002): audio of a live call is lost meanwhile, notices wait. */
  async #paused(stream: LegStream, step: PlayStep): Promise<void> {
    if (this.#options.speed === Number.POSITIVE_INFINITY || step.type !== "audio") await this.#nextWake();
    else if (isPaused(stream)) this.#next += 1;
  }

  /** What the server has said or done that ends this session, if anything. */
  #verdict(stream: LegStream): Outcome | undefined {
    for (const { code, message } of stream.statuses) {
      if (code === 1012) return { type: "reconnect" };
      if (code === 1011) return { type: "stopped", problem: "the server asked to disconnect (1011)" };
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

  #conclude(outcome: Outcome): LegReport {
    const { report } = this;
    if (outcome.type === "stopped") report.problem = outcome.problem;
    if (outcome.type === "reconnect")
      report.problem = `the server asked to reconnect ${MAX_RECONNECTS} times`;
    const { end } = report;
    const error = report.statuses.find((status) => status.code >= 1100);
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
    const dueAtMs = (this.#startedAtMs ?? clock.now()) + positionMs / speed;
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

/** True after 1002 until the next 1001. */
function isPaused(stream: LegStream): boolean {
  const last = stream.statuses.findLast((status) => status.code === 1001 || status.code === 1002);
  return last?.code === 1002;
}
