/** The stage of the recogniser's tests: a fake server, a recogniser and one leg, new for each test. */
import { afterEach, beforeEach } from "bun:test";
import type { AudioFormat, AudioSink } from "../../src/audio/sink.ts";
import type { TrackSettings } from "../../src/audio/track.ts";
import type { RecognitionTimings } from "../../src/transports/dialogflow/recognition-options.ts";
import { FakeParticipants, type FakeStream, until } from "./fake-participants.ts";
import { createRecognizerBed, type RecognizerBed } from "./recognizer-bed.ts";

export const CALL = "five9-1";
export const CONVERSATION = `projects/p/locations/us-central1/conversations/${CALL}`;
export const FORMAT: AudioFormat = { encoding: "LINEAR16", sampleRateHertz: 8000 };
export const BYTES_PER_MS = 16;

/** Audio in which every sample tells its own position. */
export function audioOf(fromMs: number, toMs: number): Uint8Array {
  const samples = new Int16Array((toMs - fromMs) * 8);
  for (let i = 0; i < samples.length; i += 1) samples[i] = fromMs * 8 + i;
  return new Uint8Array(samples.buffer);
}

export interface RecognizerScene {
  fake: FakeParticipants;
  bed: RecognizerBed;
  /** The customer's. */
  leg: AudioSink;
  /** The same with other bounds, in place of the first. */
  restart(timings: Partial<RecognitionTimings>, settings?: Partial<TrackSettings>): Promise<void>;
  /** The server's side of a stream, counted from 0, as soon as it is there. */
  streamAt(index: number): Promise<FakeStream>;
}

/** Registers set-up and tear-down for the tests of the file. */
export function useRecognizerScene(): RecognizerScene {
  const scene = {
    async restart(timings: Partial<RecognitionTimings>, settings: Partial<TrackSettings> = {}) {
      await scene.bed.close();
      setUp(timings, settings);
    },
    async streamAt(index: number) {
      await until(() => scene.fake.streams.length > index, `stream ${index + 1}`);
      return scene.fake.streams[index] as FakeStream;
    },
  } as RecognizerScene;

  function setUp(timings: Partial<RecognitionTimings>, settings: Partial<TrackSettings>): void {
    scene.bed = createRecognizerBed({
      address: scene.fake.endpoint,
      profileName: "projects/p/locations/us-central1/conversationProfiles/x",
      input: { callKey: CALL, speaker: "customer", conversationName: CONVERSATION },
      timings,
      settings,
    });
    scene.leg = scene.bed.tracks.open(CALL, "customer", FORMAT);
  }

  beforeEach(async () => {
    scene.fake = await FakeParticipants.start();
    setUp({}, {});
  });

  afterEach(async () => {
    await scene.bed.close();
    scene.fake.close();
  });

  return scene;
}
