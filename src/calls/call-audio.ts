/** The audio of calls, as their directory and those that watch them see it. */
import type { Hearing } from "../contract/hearing.ts";
import type { Ledger } from "../contract/ledger.ts";
import type { PerSpeaker, Speaker } from "../contract/speaker.ts";

export interface CallAudio {
  /** Grows with everything that happens to a call's audio; 0 if it has none. */
  stepsOf(callKey: string): number;
  ledgers(callKey: string): PerSpeaker<Ledger>;
  /** Whether a speaker is heard; undefined where nothing came. */
  hearing(callKey: string, speaker: HeardSpeaker): Hearing | undefined;
  /** Closes and forgets a call's accounts; a promise where another instance has some of them, with a deadline of its own. */
  release(callKey: string): PerSpeaker<Ledger> | Promise<PerSpeaker<Ledger>>;
}

export interface HeardSpeaker {
  speaker: Speaker;
  /** The words come as text. */
  isText: boolean;
}
