/** Alarms about words that are lost in silence: nothing tells of them but that nothing comes. */
import type { CallContext } from "../actors/call/context.ts";
import type { Alarm } from "../contract/call-summary.ts";
import type { UnheardCause } from "../contract/hearing.ts";
import type { Speaker } from "../contract/speaker.ts";
import { capital, shownMs } from "./alarm-words.ts";
import type { AlarmCode } from "./alarms.ts";

type HearingAlarm = Alarm & { code: AlarmCode };

/** A muted microphone, or somebody who has not spoken yet, looks the same. */
const MAY_BE_QUIET: ReadonlySet<UnheardCause> = new Set(["silence", "noText"]);

/** `who`: the speaker in a sentence. */
export function hearingAlarms(
  context: CallContext,
  speaker: Speaker,
  { live, who: named }: { live: boolean; who: string },
): HearingAlarm[] {
  const alarms: HearingAlarm[] = [];
  const who = capital(named);
  const unheard = context.unheard[speaker];
  if (unheard !== undefined) {
    const { cause, forMs } = unheard;
    const severity = MAY_BE_QUIET.has(cause) ? "warning" : "serious";
    const since = cause === "displaced" ? "is no longer" : "was never";
    const message = `${who} ${since} heard: ${WORDS_OF[cause]} for ${shownMs(forMs)}`;
    alarms.push({ code: "SPEAKER_UNHEARD", severity, message });
  }
  const hold = context.doubtedHolds[speaker];
  if (hold !== undefined) {
    const since = `${who} is on hold for more than ${shownMs(hold.heldMs)} of audio, and speaks`;
    const follows = hold.goesOn ? "; recognition goes on" : ": was the resume lost?";
    alarms.push({ code: "HOLD_DOUBTED", severity: "warning", message: `${since}${follows}` });
  }
  const behind = context.behindMs[speaker];
  if (behind !== undefined) {
    const isNow = live && behind.now > 0;
    const message = isNow
      ? `${who}'s audio is ${shownMs(behind.now)} behind the clock`
      : `${who}'s audio was up to ${shownMs(behind.worst)} behind the clock`;
    alarms.push({ code: "AUDIO_BEHIND", severity: "warning", message });
  }
  const lost = context.lostTexts[speaker];
  if (lost !== undefined) {
    const texts = lost.count === 1 ? "1 text" : `${lost.count} texts`;
    const message = `${texts} of ${named} did not reach Dialogflow (${lost.code})`;
    alarms.push({ code: "TEXTS_LOST", severity: "serious", message });
  }
  return alarms;
}

const WORDS_OF: Readonly<Record<UnheardCause, string>> = {
  noAudio: "no audio came",
  emptyAudio: "only empty messages came",
  silence: "nothing but digital silence came",
  noText: "no words came",
  displaced: "another stream took the place of theirs and brought nothing",
};
