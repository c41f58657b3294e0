/** Every two seconds while there is audio or a leg here, the owners of calls whose audio is here are told of it where something changed. */
import type { Clock } from "../../base/clock.ts";
import { whileNeeded } from "../../base/while-needed.ts";
import type { Bus, Topic } from "../bus.ts";
import type { AudioSample } from "./far-accounts.ts";

export const SAMPLE: Topic<AudioSample> = { name: "audio.sample" };

/** As often as an owner samples the audio that it has itself. */
const INTERVAL_MS = 2_000;

export interface AudioSamplesOptions {
  bus: Pick<Bus, "instanceId" | "tell">;
  /** Calls with audio or legs here. */
  callKeys(): Iterable<string>;
  sampleOf(callKey: string): AudioSample;
  /** The instance that owns a call; undefined if this one does not know. */
  ownerOf(callKey: string): string | undefined;
  clock: Clock;
}

export interface AudioSamples {
  /** To be told of each event of a leg here. */
  begin(): void;
  /** With one sample more, so that owners have the last accounts of an instance that leaves. */
  close(): void;
}

export function startAudioSamples(options: AudioSamplesOptions): AudioSamples {
  const { bus, callKeys, sampleOf, ownerOf, clock } = options;
  let told = new Map<string, string>();

  /** True while there is something to tell of. */
  function sample(): boolean {
    const next = new Map<string, string>();
    const here = new Set(callKeys());
    for (const callKey of here) {
      const owner = ownerOf(callKey);
      if (owner === undefined || owner === bus.instanceId) continue;
      const message = sampleOf(callKey);
      const text = `${owner} ${JSON.stringify(message)}`;
      next.set(callKey, text);
      // A sample that is lost is made good by the next one.
      if (told.get(callKey) !== text) bus.tell(owner, SAMPLE, message).catch(() => next.delete(callKey));
    }
    told = next;
    return here.size > 0;
  }

  const sampling = whileNeeded(clock, INTERVAL_MS, sample);
  return {
    begin: sampling.begin,
    close() {
      sampling.stop();
      sample();
    },
  };
}
