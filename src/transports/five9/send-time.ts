/** Watches send_time, the only clock of a Five9 stream. Without sequence numbers, lost audio shows only as a gap in it. */

/** StreamingVoiceRequest.send_time as the decoder gives it; proto3 leaves zero values out. */
export interface SendTime {
  seconds?: number;
  nanos?: number;
}

/** Milliseconds since the Unix epoch. */
export function stampMsOf(sendTime: SendTime | null | undefined): number | undefined {
  return sendTime == null ? undefined : (sendTime.seconds ?? 0) * 1000 + (sendTime.nanos ?? 0) / 1_000_000;
}

/** Less is the unsteadiness of a live stream, not a loss. */
const LEAST_GAP_MS = 500;

/**
 * Compares how far send_time moves with how much audio came. Audio that ran ahead of its clock (a burst) is credit: a
 * pause after a burst is no gap. Each step is judged separately, so clock drift never adds up to a false alarm.
 */
export class SendTimeWatch {
  #lastMs: number | undefined;
  #aheadMs = 0;

  /** Notes one audio message of `audioMs`, made at `nowMs` by its sender's clock; returns the milliseconds missing before it, 0 below LEAST_GAP_MS. */
  note(nowMs: number | undefined, audioMs: number): number {
    if (nowMs === undefined) return 0;
    const lastMs = this.#lastMs;
    this.#lastMs = nowMs;
    if (lastMs === undefined) return 0;
    const behindMs = nowMs - lastMs - audioMs;
    const missingMs = behindMs - this.#aheadMs;
    this.#aheadMs = Math.max(0, this.#aheadMs - behindMs);
    return missingMs > LEAST_GAP_MS ? Math.round(missingMs) : 0;
  }

  /** What follows is not compared with what was: after a hold, during which no audio has to come. */
  forget(): void {
    this.#lastMs = undefined;
    this.#aheadMs = 0;
  }
}
