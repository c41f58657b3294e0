/** What this instance has of a call: for the call's owner, which asks once and is told of changes. */
import type { Tracks } from "../../audio/tracks.ts";
import type { Hearing } from "../../contract/hearing.ts";
import type { PerSpeaker, Speaker } from "../../contract/speaker.ts";
import type { Share } from "./elsewhere.ts";
import type { AudioSample } from "./far-accounts.ts";
import type { LocalLegs } from "./local-legs.ts";

export interface AudioHereOptions {
  tracks: Pick<Tracks, "ledgers" | "hearing">;
  /** Of words that came as text. */
  texts: { hearing(callKey: string, speaker: Speaker): Hearing | undefined };
  legs: Pick<LocalLegs, "of">;
  /** Those whose recognisers are at work here. */
  speakersOf(callKey: string): Speaker[];
  attendanceOf(callKey: string): Pick<Share, "desktops" | "applications">;
}

export function audioHere({ tracks, texts, legs, speakersOf, attendanceOf }: AudioHereOptions) {
  return {
    shareOf(callKey: string): Share {
      const open = legs.of(callKey).map(({ legId, speaker, standsBy = false }) => ({
        ...{ legId, speaker, standsBy },
      }));
      const audio = Object.keys(tracks.ledgers(callKey)) as Speaker[];
      const speakers = [...new Set([...audio, ...speakersOf(callKey)])];
      return { legs: open, speakers, ...attendanceOf(callKey) };
    },
    sampleOf(callKey: string): AudioSample {
      const ledgers = tracks.ledgers(callKey);
      const hearing: PerSpeaker<Hearing> = {};
      const speakers = [...Object.keys(ledgers), ...legs.of(callKey).map(({ speaker }) => speaker)];
      for (const speaker of speakers as Speaker[]) {
        const heard = tracks.hearing(callKey, speaker) ?? texts.hearing(callKey, speaker);
        if (heard !== undefined) hearing[speaker] = heard;
      }
      return { callKey, ledgers, hearing };
    },
  };
}
