/** Every two seconds while calls live, a call whose audio moved gets its ledgers, and is told who is not heard. */
import type { Clock } from "../base/clock.ts";
import type { CallAudio } from "../calls/call-audio.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import { type HearingSettings, HearingWatch } from "../calls/hearing-watch.ts";
import type { LocalCall } from "../calls/local-call.ts";
import type { Part } from "./part.ts";
import { whileCallsLive } from "./while-calls-live.ts";

/** What a crash may leave untold. A sample passes the call's chart, and that is dear beside a message of audio. */
const SAMPLE_INTERVAL_MS = 2_000;

export interface CountersOptions {
  directory: CallsHere;
  audio: Pick<CallAudio, "stepsOf" | "ledgers" | "hearing">;
  hearing: HearingSettings;
  clock: Clock;
}

/** A call's state at its last sample. */
interface Sampled {
  /** What its tracks had seen. */
  steps: number;
  watch: HearingWatch;
}

/**
 * Starts sampling. It stops with one sample more, so that what is stored of a call has its last account.
 */
export function sampleCounters({ directory, audio, hearing, clock }: CountersOptions): Part {
  let sampled = new Map<string, Sampled>();
  function sampleCall(call: LocalCall, { steps: before, watch }: Sampled, atMs: number): number {
    const { callKey } = call.ref;
    const steps = audio.stepsOf(callKey);
    if (steps !== before)
      void directory.sendTo(callKey, { type: "counters.sampled", ledgers: audio.ledgers(callKey), atMs });
    const events = watch.look(call.listened(), (listened) => audio.hearing(callKey, listened), atMs);
    for (const event of events) void directory.sendTo(callKey, event);
    return steps;
  }
  function sample(calls: readonly LocalCall[]): void {
    const atMs = clock.now();
    const next = new Map<string, Sampled>();
    for (const call of calls) {
      const { callKey } = call.ref;
      const last = sampled.get(callKey) ?? { steps: 0, watch: new HearingWatch(hearing) };
      next.set(callKey, { ...last, steps: sampleCall(call, last, atMs) });
    }
    sampled = next;
  }
  const sampling = whileCallsLive({ directory, clock, intervalMs: SAMPLE_INTERVAL_MS }, sample);
  return {
    name: "counters",
    stop() {
      sampling.stop();
      sample(directory.list());
    },
  };
}
