/** The audio of all calls, and reports of audio that no final will ever cover. */
import type { MissingAudio } from "../audio/track.ts";
import { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { createSignal, type Signal } from "../base/signal.ts";
import type { Speaker } from "../contract/speaker.ts";
import type { Settings } from "../settings/table.ts";
import type { Part } from "./part.ts";
import { trackSettingsOf } from "./timings.ts";

export interface MissingNews {
  callKey: string;
  speaker: Speaker;
  missing: MissingAudio;
}

export type TracksPart = Part & { tracks: Tracks; missing: Pick<Signal<MissingNews>, "on"> };

export function startTracks(options: { settings: Settings; clock: Clock; logger: Logger }): TracksPart {
  const { settings, clock, logger } = options;
  const missing = createSignal<MissingNews>();
  const tracks = new Tracks({
    clock,
    logger,
    onMissing: (callKey, speaker, audio) => missing.tell({ callKey, speaker, missing: audio }),
    settings: trackSettingsOf(settings),
    // Calls whose legs are gone keep their tracks until their last words are in.
    maxTracks: settings.MAX_STREAMS * 2,
  });
  return { name: "tracks", stop: () => tracks.close(), tracks, missing };
}
