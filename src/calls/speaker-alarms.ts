/** Alarms about words that no speaker could be found for, and about speakers whose role is a guess. */
import type { CallContext } from "../actors/call/context.ts";
import type { Alarm } from "../contract/call-summary.ts";
import type { UnknownSpeakerCause } from "../contract/unknown-speaker.ts";
import type { AlarmCode } from "./alarms.ts";

/** Why words were lost; the first text tells how many, at least. */
const LOST: readonly [cause: UnknownSpeakerCause, why: string][] = [
  ["nameless", "they do not name a participant"],
  ["ambiguous", "what they name fits several participants"],
  ["tooMany", "more participants are in the call than are heard"],
];

export function speakerAlarms({ unknownSpeakers = {}, legs }: CallContext): Alarm[] {
  const alarms = LOST.flatMap(([cause, why]): Alarm[] => {
    const count = unknownSpeakers[cause] ?? 0;
    const texts = count === 1 ? "1 text or stream was" : `${count} texts or streams, or more, were`;
    return count === 0
      ? []
      : [alarm("SPEAKER_UNKNOWN", "serious", `${texts} not recognised as anybody's: ${why}`)];
  });
  if (unknownSpeakers.roleGuessed !== undefined) {
    const text = "A speaker's role is a guess: AUDIOCODES_ROLES does not name the participant";
    alarms.push(alarm("SPEAKER_UNKNOWN", "warning", text));
  }
  if (unknownSpeakers.noParticipants !== undefined && legs.length === 0) {
    const text = "VoiceAI Connect does not say who takes part, so nobody is recognised";
    alarms.push(alarm("NO_PARTICIPANTS", "serious", text));
  }
  return alarms;
}

function alarm(code: AlarmCode, severity: Alarm["severity"], message: string): Alarm {
  return { code, severity, message };
}
