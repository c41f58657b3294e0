/** How long the call lasts, and how long it lasted once it is over. */
import type { CallPhase, CallStatus } from "./call.ts";

/** A clock that is wrong by hours says nothing useful: no time is better than a false one. */
const LONGEST_MS = 12 * 3_600_000;

export class CallLength {
  #wasRunning = false;
  /** When the page saw it end; Google's own word comes later, or not at all. */
  #endedMs: number | undefined;

  /** Undefined where it is not known. Milliseconds since the Unix epoch in, milliseconds out. */
  after(
    { startedMs, finishedMs, heardMs }: Pick<CallStatus, "startedMs" | "finishedMs" | "heardMs">,
    phase: CallPhase,
    nowMs: number,
  ): number | undefined {
    const isRunning = phase === "inProgress" || phase === "onHold";
    if (this.#wasRunning && phase === "ended") this.#endedMs = nowMs;
    this.#wasRunning = isRunning;
    if (!isRunning && phase !== "ended") return undefined;
    const untilMs = isRunning ? nowMs : (finishedMs ?? this.#endedMs ?? heardMs);
    const lengthMs = untilMs - (startedMs ?? Number.NaN);
    return lengthMs >= 0 && lengthMs < LONGEST_MS ? lengthMs : undefined;
  }
}
