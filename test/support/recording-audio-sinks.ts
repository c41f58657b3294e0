/** Audio sinks that keep every byte, and can refuse more until a test lets them go on. */
import type { AudioFormat, AudioSink, AudioSinks } from "../../src/audio/sink.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import { WAIT_DEADLINE_MS } from "./eventually.ts";

export class RecordingSink implements AudioSink {
  readonly format: AudioFormat;
  readonly chunks: Uint8Array[] = [];
  /** "write", "hold", "resume", "standBy" or "takeOver", runs of writes joined into one. */
  readonly story: string[] = [];
  writtenWhileFull = 0;
  #bytes = 0;
  #full = false;
  #release: (() => void)[] = [];
  readonly #waiters = new Set<() => void>();

  constructor(format: AudioFormat) {
    this.format = format;
  }

  get byteCount(): number {
    return this.#bytes;
  }

  write(chunk: Uint8Array): boolean {
    this.chunks.push(chunk.slice());
    this.#bytes += chunk.byteLength;
    if (this.#full) this.writtenWhileFull += chunk.byteLength;
    if (this.story.at(-1) !== "write") this.story.push("write");
    this.#wake();
    return !this.#full;
  }

  whenWritable(): Promise<void> {
    if (!this.#full) return Promise.resolve();
    return new Promise((resolve) => this.#release.push(resolve));
  }

  standBy(): void {
    this.story.push("standBy");
    this.#wake();
  }

  takeOver(): void {
    this.story.push("takeOver");
    this.#wake();
  }

  hold(): void {
    this.story.push("hold");
    this.#wake();
  }

  resume(): void {
    this.story.push("resume");
    this.#wake();
  }

  /** From now on `write` returns false. */
  fill(): void {
    this.#full = true;
  }

  empty(): void {
    this.#full = false;
    for (const release of this.#release.splice(0)) release();
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** Waits until so many bytes are here. Rejects after `deadlineMs`. */
  async untilBytes(count: number, deadlineMs = WAIT_DEADLINE_MS): Promise<void> {
    const signal = AbortSignal.timeout(deadlineMs);
    while (this.#bytes < count) {
      await new Promise<void>((resolve, reject) => {
        this.#waiters.add(resolve);
        signal.addEventListener("abort", () =>
          reject(new Error(`only ${this.#bytes} of ${count} bytes came`)),
        );
      });
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiters]) wake();
    this.#waiters.clear();
  }
}

export class RecordingSinks implements AudioSinks {
  readonly opened: { callKey: string; speaker: Speaker; format: AudioFormat }[] = [];
  readonly #sinks = new Map<string, RecordingSink>();

  open(callKey: string, speaker: Speaker, format: AudioFormat): RecordingSink {
    this.opened.push({ callKey, speaker, format });
    const key = `${callKey}/${speaker}`;
    const sink = this.#sinks.get(key) ?? new RecordingSink(format);
    this.#sinks.set(key, sink);
    return sink;
  }

  /** The sink of a speaker; throws when it was never opened. */
  of(callKey: string, speaker: Speaker): RecordingSink {
    const sink = this.#sinks.get(`${callKey}/${speaker}`);
    if (sink === undefined) throw new Error(`no sink was opened for ${callKey} ${speaker}`);
    return sink;
  }
}
