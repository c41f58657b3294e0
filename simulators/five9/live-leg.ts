/**
 * A leg that is played while it happens, in real time: its next audio is asked for when it is due, and hold, transfer and
 * hang-up come when somebody wants them. What is sent is what LegPlayer sends (Five9's voice.proto: 1001 before audio, CLT_CALL_HOLD,
 * CLT_CALL_RESUME, CLT_DISCONNECT of a leg that leaves, CLT_CALL_ENDED); a leg that is told to reconnect, or whose stream breaks, comes back.
 */
import type { Clock } from "../../src/base/clock.ts";
import type { WireStreamingConfig } from "../../src/transports/five9/voice-proto.ts";
import { LegStream, type LegStreamOptions } from "./leg-stream.ts";

export interface LiveLegOptions {
  stream: LegStreamOptions;
  config: WireStreamingConfig;
  /** The next CHUNK_MS of LINEAR16 audio at 8 kHz; undefined when the speaker has said everything. */
  next(): Uint8Array | undefined;
  /** Whether the speaker pauses behind the audio asked for last. By default: whether that is quiet. A hang-up waits for it too. */
  isPausing?(): boolean;
  clock: Clock;
}

export const CHUNK_MS = 100;
const START_DEADLINE_MS = 60_000;
const END_DEADLINE_MS = 30_000;
const RETRY_MS = 200;
const PATIENCE_MS = 30_000;
const STATUS = { ended: 1, hold: 2, resume: 3, disconnect: 4 };

/** Mean level of a piece, at 16 bits, in which nobody speaks. */
const QUIET_LEVEL = 60;

type SessionEnd = "over" | "again" | "lost";

export class LiveLeg {
  /** Resolves with true once audio may be sent, with false when it never could. */
  readonly started: Promise<boolean>;
  readonly #options: LiveLegOptions;
  readonly #resolveStarted: (started: boolean) => void;
  #config: WireStreamingConfig;
  #stream: LegStream | undefined;
  #isHoldWanted = false;
  #isHeld = false;
  #hungUp = false;
  #successor: string | undefined;
  /** Audio that was asked for and could not be sent yet. */
  #unsent: Uint8Array | undefined;

  constructor(options: LiveLegOptions) {
    this.#options = options;
    this.#config = options.config;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.started = promise;
    this.#resolveStarted = resolve;
  }

  /** Plays until the speaker has said everything or hangs up. Resolves with a problem, or with undefined; never rejects. */
  async play(): Promise<string | undefined> {
    const { clock } = this.#options;
    let lostAtMs: number | undefined;
    for (;;) {
      const stream = new LegStream(this.#options.stream);
      this.#stream = stream;
      const end = await this.#session(stream);
      stream.halfClose();
      if (end === "over") {
        await this.#untilEnded(stream);
        this.#resolveStarted(false);
        return undefined;
      }
      if (end === "again") {
        await this.#untilEnded(stream);
        lostAtMs = undefined;
        continue;
      }
      stream.cancel();
      lostAtMs ??= clock.now();
      if (clock.now() - lostAtMs > PATIENCE_MS) {
        this.#resolveStarted(false);
        return "the server takes no stream of this leg any more";
      }
      await this.#pause(RETRY_MS);
    }
  }

  /** At the speaker's next pause, as transfer is: nobody is put on hold, or leaves, in the middle of a word. */
  hold(): void {
    this.#isHoldWanted = true;
  }

  resume(): void {
    this.#isHoldWanted = false;
    if (this.#isHeld) this.#stream?.sendStatus(STATUS.resume);
    this.#isHeld = false;
  }

  /** The leg's agent leaves, and another one goes on. */
  transfer(agentId: string): void {
    this.#successor = agentId;
  }

  hangUp(): void {
    this.#hungUp = true;
  }

  async #session(stream: LegStream): Promise<SessionEnd> {
    const { clock } = this.#options;
    stream.sendConfig(this.#config);
    const late = clock.setTimeout(() => stream.cancel(), START_DEADLINE_MS);
    const first = await stream.firstWord();
    clock.clearTimeout(late);
    if (first?.code !== 1001) return "lost";
    this.#resolveStarted(true);
    if (this.#isHeld) stream.sendStatus(STATUS.hold);
    let isQuiet = false;
    for (let dueAtMs = clock.now() + CHUNK_MS; ; dueAtMs += CHUNK_MS) {
      await this.#pause(dueAtMs - clock.now());
      if (stream.isOver) return "lost";
      if (stream.statuses.some(({ code }) => code === 1012)) return "again";
      if (this.#hungUp && (this.#options.isPausing?.() ?? true)) return this.#end(stream);
      if (isQuiet && this.#successor !== undefined) return this.#leave(stream, this.#successor);
      if (isQuiet && this.#isHoldWanted && !this.#isHeld) {
        this.#isHeld = true;
        stream.sendStatus(STATUS.hold);
      }
      if (this.#isHeld || stream.isPaused) continue;
      this.#unsent ??= this.#options.next();
      if (this.#unsent === undefined) return this.#end(stream);
      stream.sendAudio(this.#unsent, Math.min(clock.now(), dueAtMs));
      isQuiet = this.#isPauseWanted && (this.#options.isPausing?.() ?? levelOf(this.#unsent) < QUIET_LEVEL);
      this.#unsent = undefined;
    }
  }

  /** The server ends a stream once its last words are recognised; nobody waits for that without an end. */
  async #untilEnded(stream: LegStream): Promise<void> {
    const { clock } = this.#options;
    const late = clock.setTimeout(() => stream.cancel(), END_DEADLINE_MS);
    await stream.ended;
    clock.clearTimeout(late);
  }

  #leave(stream: LegStream, agentId: string): SessionEnd {
    stream.sendStatus(STATUS.disconnect);
    this.#config = { ...this.#config, agentId };
    this.#successor = undefined;
    return "again";
  }

  get #isPauseWanted(): boolean {
    return this.#successor !== undefined || (this.#isHoldWanted && !this.#isHeld);
  }

  #end(stream: LegStream): SessionEnd {
    stream.sendStatus(STATUS.ended);
    return "over";
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.setTimeout(() => resolve(), Math.max(0, ms)));
  }
}

function levelOf(pcm: Uint8Array): number {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  let sum = 0;
  for (let at = 0; at + 1 < pcm.byteLength; at += 2) sum += Math.abs(view.getInt16(at, true));
  return sum / (pcm.byteLength / 2);
}
