/** What a call hears of a leg's audio: that it came, and what is missing before a piece. */
import type { CallEvent } from "../../actors/call/events.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { Five9AudioTotals, Five9Metrics } from "./metrics.ts";
import { SendTimeWatch } from "./send-time.ts";

/** A leg that has said nothing for so long is taken for dead when another claims its speaker. */
export const DEAD_AFTER_MS = 5_000;

export interface LegAudioNewsOptions {
  legId: string;
  speaker: Speaker;
  bytesPerMs: number;
  metrics: Five9Metrics;
  totals: Five9AudioTotals;
  /** Another leg brings the same voice and is heard, so nothing is missed. */
  standsBy(): boolean;
  /** See LegOptions. */
  hasSiblingHeardWithin(ms: number): boolean;
  deliver(event: CallEvent): void;
}

export class LegAudioNews {
  readonly #options: LegAudioNewsOptions;
  readonly #sendTimes = new SendTimeWatch();
  #lastAtMs: number | undefined;

  constructor(options: LegAudioNewsOptions) {
    this.#options = options;
  }

  /** When audio came last; undefined if none did. */
  get lastAtMs(): number | undefined {
    return this.#lastAtMs;
  }

  /** After a hold. */
  forget(): void {
    this.#sendTimes.forget();
  }

  note(lengthBytes: number, stampMs: number | undefined, nowMs: number): void {
    const { legId, speaker, bytesPerMs, metrics, totals, deliver } = this.#options;
    const lastMs = this.#lastAtMs;
    if (lastMs === undefined) deliver({ type: "leg.firstAudio", legId, speaker, atMs: nowMs });
    this.#lastAtMs = nowMs;
    const gapMs = this.#sendTimes.note(stampMs, lengthBytes / bytesPerMs);
    if (gapMs === 0 || this.#options.standsBy()) return;
    const nothingCameMs = nowMs - (lastMs ?? nowMs);
    const isLong = gapMs >= DEAD_AFTER_MS && nothingCameMs >= gapMs / 2;
    // Nothing came meanwhile, and another leg of the call spoke: a muted microphone, not a loss.
    const isQuiet = isLong && this.#options.hasSiblingHeardWithin(nothingCameMs);
    if (!isQuiet) {
      totals.gapMs += gapMs;
      metrics.count("audioGaps");
    }
    deliver({ type: "audio.gap", legId, speaker, gapMs, reason: isQuiet ? "quiet" : "sendTime" });
  }
}
