/** The entrance of one leg to its speaker's track: whole samples, and the leg's own hold. */
import type { AudioEnd } from "../contract/audio-end.ts";
import type { SampleAligner } from "./pcm.ts";
import type { AudioSink } from "./sink.ts";

export interface LegSinkOptions {
  aligner: SampleAligner;
  accept: (bytes: Uint8Array, isHeld: boolean, stampMs: number | undefined) => void;
  onHoldChanged: () => void;
  standBy: () => void;
  takeOver: (until: AudioEnd | undefined) => void;
  isWritable: () => boolean;
  whenWritable: () => Promise<void>;
}

/** A half sample and a hold belong to the leg they came on: a reconnected leg starts with neither. */
export class LegSink implements AudioSink {
  readonly #options: LegSinkOptions;
  #isHeld = false;

  constructor(options: LegSinkOptions) {
    this.#options = options;
  }

  write(chunk: Uint8Array, stampMs?: number): boolean {
    const bytes = this.#options.aligner.push(chunk);
    this.#options.accept(bytes, this.#isHeld, stampMs);
    return this.#options.isWritable();
  }

  whenWritable(): Promise<void> {
    return this.#options.whenWritable();
  }

  standBy(): void {
    this.#options.standBy();
  }

  takeOver(until?: AudioEnd): void {
    this.#options.takeOver(until);
  }

  hold(): void {
    this.#isHeld = true;
    this.#options.onHoldChanged();
  }

  resume(): void {
    this.#isHeld = false;
    this.#options.onHoldChanged();
  }
}
