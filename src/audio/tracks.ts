/** All tracks of this process, by call and speaker. */
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { AudioEnd } from "../contract/audio-end.ts";
import type { Hearing } from "../contract/hearing.ts";
import type { Ledger } from "../contract/ledger.ts";
import { inSpeakerOrder, type PerSpeaker, type Speaker } from "../contract/speaker.ts";
import type { AudioFormat, AudioSink, AudioSinks } from "./sink.ts";
import { type MissingAudio, Track, type TrackSettings } from "./track.ts";

export interface TracksOptions {
  clock: Clock;
  logger: Logger;
  settings: TrackSettings;
  /** Most tracks at once; a call has one for each speaker. */
  maxTracks: number;
  /** Told of the final accounts of a call. */
  onReleased?: (ledgers: SpeakerLedgers) => void;
  /** Told, after the log, of audio that no final will ever cover. */
  onMissing?: (callKey: string, speaker: Speaker, missing: MissingAudio) => void;
}

export type SpeakerLedgers = PerSpeaker<Ledger>;

/** Owner of every track: opened by the first leg, released with the call. */
export class Tracks implements AudioSinks {
  readonly #options: TracksOptions;
  readonly #calls = new Map<string, Map<Speaker, Track>>();
  #count = 0;

  constructor(options: TracksOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#count;
  }

  /** Fails with CONFLICT if a leg comes back in another format, with LIMIT_EXCEEDED if there are too many. */
  open(callKey: string, speaker: Speaker, format: AudioFormat): AudioSink {
    const known = this.find(callKey, speaker);
    if (known === undefined) return this.#create(callKey, speaker, format).openLeg();
    const isSame =
      known.format.encoding === format.encoding && known.format.sampleRateHertz === format.sampleRateHertz;
    if (!isSame) throw new SidetoneError("CONFLICT", "a leg came back in another audio format");
    return known.openLeg();
  }

  callKeys(): Iterable<string> {
    return this.#calls.keys();
  }

  find(callKey: string, speaker: Speaker): Track | undefined {
    return this.#calls.get(callKey)?.get(speaker);
  }

  ledgers(callKey: string): SpeakerLedgers {
    const ledgers: SpeakerLedgers = {};
    const tracks = [...(this.#calls.get(callKey) ?? [])].sort(([a], [b]) => inSpeakerOrder(a, b));
    for (const [speaker, track] of tracks) ledgers[speaker] = track.ledger();
    return ledgers;
  }

  /** See Track.heardTo. */
  heardTo(callKey: string, speaker: Speaker): AudioEnd | undefined {
    return this.find(callKey, speaker)?.heardTo;
  }

  /** Undefined for a speaker without a track. */
  hearing(callKey: string, speaker: Speaker): Hearing | undefined {
    return this.find(callKey, speaker)?.hearing();
  }

  /** Grows with everything that happens to a call's audio; 0 if it has none. */
  stepsOf(callKey: string): number {
    let steps = 0;
    for (const track of this.#calls.get(callKey)?.values() ?? []) steps += track.steps;
    return steps;
  }

  /** Closes and forgets a call's tracks; returns their final accounts. */
  release(callKey: string): SpeakerLedgers {
    const tracks = this.#calls.get(callKey);
    if (tracks === undefined) return {};
    for (const track of tracks.values()) track.close();
    const ledgers = this.ledgers(callKey);
    this.#count -= tracks.size;
    this.#calls.delete(callKey);
    this.#options.onReleased?.(ledgers);
    return ledgers;
  }

  close(): void {
    for (const callKey of [...this.#calls.keys()]) this.release(callKey);
  }

  #create(callKey: string, speaker: Speaker, format: AudioFormat): Track {
    if (this.#count >= this.#options.maxTracks) {
      throw new SidetoneError("LIMIT_EXCEEDED", "too many audio tracks at once", { retryable: true });
    }
    const { clock, logger, settings, onMissing } = this.#options;
    const track = new Track({
      format,
      clock,
      settings,
      onMissing: (missing) => {
        logger.warn({ callKey, speaker, ...missing }, "audio will not be recognised");
        onMissing?.(callKey, speaker, missing);
      },
    });
    const tracks = this.#calls.get(callKey) ?? new Map<Speaker, Track>();
    tracks.set(speaker, track);
    this.#calls.set(callKey, tracks);
    this.#count += 1;
    return track;
  }
}
