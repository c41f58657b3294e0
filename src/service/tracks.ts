/** The audio of all calls, and reports of audio that no final will ever cover. */

import type { AssistTexts } from "../assist/provider.ts";
import type { MissingAudio } from "../audio/track.ts";
import { type SpeakerLedgers, Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { createSignal, type Signal } from "../base/signal.ts";
import type { CallAudio } from "../calls/call-audio.ts";
import type { Speaker } from "../contract/speaker.ts";
import type { Settings } from "../settings/table.ts";
import type { FleetCalls } from "./fleet-calls.ts";
import type { Part } from "./part.ts";
import { trackSettingsOf } from "./timings.ts";

export interface MissingNews {
  callKey: string;
  speaker: Speaker;
  missing: MissingAudio;
}

export type TracksPart = Part & {
  tracks: Tracks;
  missing: Pick<Signal<MissingNews>, "on">;
  /** Final accounts of calls whose audio was here. */
  released: Pick<Signal<SpeakerLedgers>, "on">;
};

export function startTracks(options: { settings: Settings; clock: Clock; logger: Logger }): TracksPart {
  const { settings, clock, logger } = options;
  const missing = createSignal<MissingNews>();
  const released = createSignal<SpeakerLedgers>();
  const tracks = new Tracks({
    clock,
    logger,
    onReleased: released.tell,
    onMissing: (callKey, speaker, audio) => missing.tell({ callKey, speaker, missing: audio }),
    settings: trackSettingsOf(settings),
    // Calls whose legs are gone keep their tracks until their last words are in.
    maxTracks: settings.MAX_STREAMS * 2,
  });
  return { name: "tracks", stop: () => tracks.close(), tracks, missing, released };
}

/** The audio and texts of calls here, and where instances share calls what others have of them. */
export function audioOf(options: {
  tracks: Tracks;
  texts: Pick<AssistTexts, "hearing">;
  fleet: FleetCalls | null;
}): CallAudio {
  const { tracks, texts, fleet } = options;
  fleet?.hearTexts(texts);
  return fleet === null ? localAudio(tracks, texts) : fleet.audio;
}

function localAudio(tracks: Tracks, texts: Pick<AssistTexts, "hearing">): CallAudio {
  return {
    stepsOf: (callKey) => tracks.stepsOf(callKey),
    ledgers: (callKey) => tracks.ledgers(callKey),
    hearing: (callKey, { speaker, isText }) => (isText ? texts : tracks).hearing(callKey, speaker),
    release: (callKey) => tracks.release(callKey),
  };
}
