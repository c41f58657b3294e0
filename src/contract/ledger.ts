/** Where every millisecond of a speaker's audio is: the account that must balance at every moment. */

/** Why audio was not recognised. hold: the call was on hold. overflow: the replay buffer could not keep it. */
export type DropReason = "hold" | "overflow" | "abandoned";

/**
 * All values in milliseconds of audio.
 * Invariant: receivedMs = recognizedMs + bufferedMs + heardMs + sum(droppedMs). `replayedMs` and `standByMs` are counted apart.
 */
export interface Ledger {
  /** Everything the leg delivered. */
  receivedMs: number;
  /**
   * Covered by a final result; or silence: sent to a stream that then drained in good order, or that was renewed while
   * healthy without a hypothesis about audio that is no longer kept.
   */
  recognizedMs: number;
  /** Kept for replay, whether or not sent to the current stream. */
  bufferedMs: number;
  /** Sent to the current healthy stream, no longer kept, not yet covered by a final; becomes recognised or dropped. */
  heardMs: number;
  droppedMs: Record<DropReason, number>;
  /** Sent again after a roll-over or a recovery. */
  replayedMs: number;
  /** Came on a further stream of the same voice, which stood by, and is not in `receivedMs`. Absent: there was none. */
  standByMs?: number | undefined;
}

export function emptyLedger(): Ledger {
  return {
    receivedMs: 0,
    recognizedMs: 0,
    bufferedMs: 0,
    heardMs: 0,
    droppedMs: { hold: 0, overflow: 0, abandoned: 0 },
    replayedMs: 0,
  };
}

/** Milliseconds by which the account fails to balance; 0 in a correct ledger. */
export function imbalanceMs(ledger: Ledger): number {
  const dropped = ledger.droppedMs.hold + ledger.droppedMs.overflow + ledger.droppedMs.abandoned;
  return ledger.receivedMs - ledger.recognizedMs - ledger.bufferedMs - ledger.heardMs - dropped;
}
