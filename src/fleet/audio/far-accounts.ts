/**
 * Accounts of audio that other instances have, at the owner of its call: as they told them last, and closed at the call's
 * end. Where a speaker moved, the call's account is the sum.
 */
import type { Hearing } from "../../contract/hearing.ts";
import { emptyLedger, type Ledger } from "../../contract/ledger.ts";
import { type PerSpeaker, type Speaker, speakersIn } from "../../contract/speaker.ts";

/** What an instance tells of a call whose audio it has. */
export interface AudioSample {
  callKey: string;
  ledgers: PerSpeaker<Ledger>;
  hearing: PerSpeaker<Hearing>;
}

interface FarCall {
  samples: Map<string, AudioSample>;
  steps: number;
}

export class FarAccounts {
  readonly #calls = new Map<string, FarCall>();

  note(sample: AudioSample, from: string): void {
    const call = this.#calls.get(sample.callKey) ?? { samples: new Map(), steps: 0 };
    call.samples.set(from, sample);
    call.steps += 1;
    this.#calls.set(sample.callKey, call);
  }

  /** Grows with each sample. */
  stepsOf(callKey: string): number {
    return this.#calls.get(callKey)?.steps ?? 0;
  }

  ledgers(callKey: string): PerSpeaker<Ledger>[] {
    return [...(this.#calls.get(callKey)?.samples.values() ?? [])].map(({ ledgers }) => ledgers);
  }

  ledgersOf(callKey: string, instance: string): PerSpeaker<Ledger> {
    return this.#calls.get(callKey)?.samples.get(instance)?.ledgers ?? {};
  }

  hearing(callKey: string, speaker: Speaker, instance: string): Hearing | undefined {
    return this.#calls.get(callKey)?.samples.get(instance)?.hearing[speaker];
  }

  forget(callKey: string): void {
    this.#calls.delete(callKey);
  }
}

/** One account for each speaker. */
export function sumOfLedgers(all: readonly PerSpeaker<Ledger>[]): PerSpeaker<Ledger> {
  const sum: PerSpeaker<Ledger> = {};
  for (const ledgers of all)
    for (const speaker of speakersIn(ledgers)) sum[speaker] = added(sum[speaker], ledgers[speaker]);
  return sum;
}

function added(one: Ledger = emptyLedger(), other: Ledger = emptyLedger()): Ledger {
  return {
    receivedMs: one.receivedMs + other.receivedMs,
    recognizedMs: one.recognizedMs + other.recognizedMs,
    bufferedMs: one.bufferedMs + other.bufferedMs,
    heardMs: one.heardMs + other.heardMs,
    droppedMs: {
      hold: one.droppedMs.hold + other.droppedMs.hold,
      overflow: one.droppedMs.overflow + other.droppedMs.overflow,
      abandoned: one.droppedMs.abandoned + other.droppedMs.abandoned,
    },
    replayedMs: one.replayedMs + other.replayedMs,
  };
}
