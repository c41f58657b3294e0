/** Asks a leg to begin again on a new stream: at a moment that cuts no word, and with time to hang up. */
import type { AudioFormat } from "../../audio/sink.ts";
import type { Clock } from "../../base/clock.ts";
import { SpeechPause } from "./speech-pause.ts";

/** How long a leg that was asked is still heard: what it had sent before it read so is on its way. */
const LINGER_MS = 1_000;
/** A leg that is asked after so long without a message is in a pause. */
const SILENT_AFTER_MS = 500;
/** The same where the best moment for all is awaited: by then a line that has stalled in mid-word goes on. */
const SILENT_BESIDE_OTHERS_AFTER_MS = 2_000;

/** At its own next pause in speech; once all legs pause at the same time; or now. */
export type DepartureMoment = "pause" | "together" | "now";

export interface LegDepartureOptions {
  format: AudioFormat;
  clock: Clock;
  /** Since the leg sent anything; Infinity on hold. */
  quietMs(): number;
  /** The next byte is the second half of a 16-bit sample. */
  splitsSample(): boolean;
  /** Asked to leave together with others, it pauses. */
  onPause(): void;
  /** From now on it waits for its own next pause. Called once. */
  onAwaitsPause(): void;
  /** Says 1012. Called once. */
  ask(): void;
  /** The leg did not hang up in time. */
  onLingered(): void;
}

export class LegDeparture {
  readonly #options: LegDepartureOptions;
  #pause: SpeechPause | undefined;
  #leavesAtPause = false;
  #timer: unknown;
  #isAsked = false;
  #isOver = false;

  constructor(options: LegDepartureOptions) {
    this.#options = options;
  }

  /** True from the asking on. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Asks Five9 to begin again on a new stream (1012) at that moment. For "together" its owner says when that is. */
  askAt(moment: DepartureMoment): void {
    const { format, quietMs, splitsSample, onAwaitsPause } = this.#options;
    if (this.#isAsked || this.#isOver) return;
    if (moment === "now" || (moment === "pause" && quietMs() >= SILENT_AFTER_MS)) {
      this.#askNow();
      return;
    }
    if (moment === "pause" && !this.#leavesAtPause) onAwaitsPause();
    this.#leavesAtPause ||= moment === "pause";
    this.#pause ??= new SpeechPause(format, splitsSample());
  }

  /** Whether no word is cut in two now, as far as was heard since the leg was asked to leave at some moment. */
  get isPausing(): boolean {
    const isSilent = () => this.#options.quietMs() >= SILENT_BESIDE_OTHERS_AFTER_MS;
    return this.#isAsked || this.#pause?.isBetweenWords === true || isSilent();
  }

  hear(bytes: Uint8Array): void {
    if (this.#pause === undefined) return;
    const isPause = this.#pause.hear(bytes);
    if (this.#leavesAtPause) {
      // Not sooner: between two words its last moment, which is held back, may be the end of one.
      if (isPause) this.#askNow();
    } else if (this.#pause.isBetweenWords) this.#options.onPause();
  }

  /** The leg was put on hold: no better moment will come. */
  hearSilence(): void {
    if (this.#pause === undefined) return;
    if (this.#leavesAtPause) this.#askNow();
    else this.#options.onPause();
  }

  stop(): void {
    this.#isOver = true;
    this.#pause = undefined;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #askNow(): void {
    this.#isAsked = true;
    this.#pause = undefined;
    this.#options.ask();
    this.#timer = this.#options.clock.setTimeout(() => this.#options.onLingered(), LINGER_MS);
  }
}
