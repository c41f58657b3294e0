/** How long a page has waited for a call's audio: after a time it says that nothing comes. */
import type { CallPhase } from "./call.ts";

export class AwaitMedia {
  #sinceMs: number | undefined;

  /** The phase as the page shows it. `awaitMediaMs`: how long it waits; 0 for ever. */
  phaseAfter(phase: CallPhase, nowMs: number, awaitMediaMs: number): CallPhase {
    if (phase !== "waiting") {
      this.#sinceMs = undefined;
      return phase;
    }
    this.#sinceMs ??= nowMs;
    return awaitMediaMs > 0 && nowMs - this.#sinceMs >= awaitMediaMs ? "noAudio" : phase;
  }
}
