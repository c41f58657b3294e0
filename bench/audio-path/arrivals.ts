/** What arrived upstream: every byte in its order, counted, and how long each chunk was under way. */
import { fillByte, readStamp, STAMP_BYTES, stampTimeMs } from "./stamped-audio.ts";

/** Latencies are counted in steps of 0.1 ms up to this. */
const LATENCY_LIMIT_MS = 10_000;
const STEPS_PER_MS = 10;

export interface ArrivalReport {
  /** Messages with audio. */
  messages: number;
  chunks: number;
  bytes: number;
  /** Chunks that were not where the one before them ended, or not whole. 0 in a correct run. */
  misplaced: number;
  /** From the write of a chunk to its arrival; null if nothing arrived. */
  latencyMs: { p50: number; p99: number; max: number } | null;
}

/** Collects over all streams of a process. */
export class Arrivals {
  readonly #latencies = new Uint32Array(LATENCY_LIMIT_MS * STEPS_PER_MS + 1);
  #messages = 0;
  #chunks = 0;
  #bytes = 0;
  #misplaced = 0;

  /** Each stream of one leg has a reader of its own; `isThorough` compares every byte. */
  openStream(isThorough: boolean): (audio: Uint8Array) => void {
    let expected: number | undefined;
    return (audio) => {
      this.#messages += 1;
      this.#bytes += audio.length;
      const nowMs = stampTimeMs();
      const view = new DataView(audio.buffer, audio.byteOffset, audio.byteLength);
      let offset = 0;
      while (offset < audio.length) {
        const stamp = readStamp(view, offset);
        if (stamp === undefined || (expected !== undefined && stamp.position !== expected)) {
          this.#misplaced += 1;
          if (stamp === undefined) return;
        }
        this.#chunks += 1;
        this.#note(nowMs - stamp.sentAtMs);
        if (isThorough && !isIntact(audio, offset, stamp)) this.#misplaced += 1;
        expected = stamp.position + stamp.length;
        offset += stamp.length;
      }
      if (offset !== audio.length) this.#misplaced += 1;
    };
  }

  /** Returns what came since the last call, and starts again. */
  collect(): ArrivalReport {
    const report: ArrivalReport = {
      messages: this.#messages,
      chunks: this.#chunks,
      bytes: this.#bytes,
      misplaced: this.#misplaced,
      latencyMs:
        this.#chunks === 0
          ? null
          : { p50: this.#percentile(0.5), p99: this.#percentile(0.99), max: this.#percentile(1) },
    };
    this.#messages = this.#chunks = this.#bytes = this.#misplaced = 0;
    this.#latencies.fill(0);
    return report;
  }

  #note(latencyMs: number): void {
    const step = Math.max(0, Math.min(this.#latencies.length - 1, Math.round(latencyMs * STEPS_PER_MS)));
    this.#latencies[step] = (this.#latencies[step] ?? 0) + 1;
  }

  #percentile(share: number): number {
    let left = Math.ceil(this.#chunks * share);
    for (let step = 0; step < this.#latencies.length; step += 1) {
      left -= this.#latencies[step] ?? 0;
      if (left <= 0) return step / STEPS_PER_MS;
    }
    return LATENCY_LIMIT_MS;
  }
}

function isIntact(audio: Uint8Array, offset: number, stamp: { position: number; length: number }): boolean {
  for (let at = STAMP_BYTES; at < stamp.length; at += 1) {
    if (audio[offset + at] !== fillByte(stamp.position + at)) return false;
  }
  return true;
}
