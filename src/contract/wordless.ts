/** When nothing is recognised though audio comes: one rule for the call, which tells the agent, and for the operators' page. */
import type { Ledger } from "./ledger.ts";

/** Audio without any recognised word is more than a pause from here on. */
const MUCH_AUDIO_MS = 15_000;

/** What came of one speaker. */
export interface SpeakerSound {
  ledger: Pick<Ledger, "receivedMs" | "droppedMs">;
  /** Audio that the buffer could not keep until a stream was there, in milliseconds: no recogniser ever got it. */
  unsentMs: number;
  /** A final result came. The ledger does not tell: there, silence that was heard counts as recognised. */
  hasWords: boolean;
}

/** Audio in which words could have been recognised, in milliseconds. */
export function hearableMs(sounds: readonly SpeakerSound[]): number {
  return sounds.reduce(
    (total, { ledger, unsentMs }) => total + ledger.receivedMs - ledger.droppedMs.hold - unsentMs,
    0,
  );
}

/** More audio came of these speakers than is a pause, and no word of any of them was recognised. */
export function isWordless(sounds: readonly SpeakerSound[]): boolean {
  return sounds.every(({ hasWords }) => !hasWords) && hearableMs(sounds) >= MUCH_AUDIO_MS;
}
