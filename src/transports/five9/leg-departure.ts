/** Asks a leg to begin again on a new stream: at a moment that cuts no word, and with time to hang up. */
import type { AudioFormat } from "../../audio/sink.ts";
import type { Clock } from "../../base/clock.ts";
import { SpeechPause } from "./speech-pause.ts";

/** How long a leg that was asked is still heard: what it had sent before it read so is on its way. */
const LINGER_MS = 1_000;

export interface LegDepartureOptions {
  format: AudioFormat;
  clock: Clock;
  /** Says 1012. Called once. */
  ask(): void;
  /** The leg did not hang up in time. */
  onLingered(): void;
}

export class LegDeparture {
  readonly #options: LegDepartureOptions;
  #pause: SpeechPause | undefined;
  #timer: unknown;
  #isAsked = false;

  constructor(options: LegDepartureOptions) {
    this.#options = options;
  }

  /** True from the asking on. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  askNow(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#pause = undefined;
    this.#options.ask();
    this.#timer = this.#options.clock.setTimeout(() => this.#options.onLingered(), LINGER_MS);
  }

  /** `startsInSample`: the next byte is the second half of a 16-bit sample. */
  askAtPause(startsInSample: boolean): void {
    if (!this.#isAsked) this.#pause ??= new SpeechPause(this.#options.format, startsInSample);
  }

  hear(bytes: Uint8Array): void {
    if (this.#pause?.hear(bytes)) this.askNow();
  }

  /** The leg was put on hold: no better moment will come. */
  hearSilence(): void {
    if (this.#pause !== undefined) this.askNow();
  }

  stop(): void {
    this.#pause = undefined;
    this.#options.clock.clearTimeout(this.#timer);
  }
}
