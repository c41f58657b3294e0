/** The one command to each participant that follows from legs, holds and policy. */
import type { CallContext } from "./context.ts";
import type { Telling } from "./last-words.ts";
import { comesAsText, shouldRecognize } from "./legs.ts";
import { speakersOf } from "./participants.ts";

export function syncing(context: CallContext): Telling {
  const telling: Telling = { told: [], participants: { ...context.participants } };
  for (const speaker of speakersOf(context)) {
    const record = context.participants[speaker];
    if (!record?.ref || record.told === "stop") continue;
    const { ref } = record;
    const conversationName = context.conversationName ?? (comesAsText(context, speaker) ? "" : null);
    const told = shouldRecognize(context, speaker) ? "run" : "pause";
    if (conversationName === null) {
      if (told === "run") telling.participants[speaker] = { ...record, wasWanted: true };
      continue;
    }
    if (told === record.told || (told === "pause" && record.told === "nothing")) continue;
    if (told === "pause") telling.told.push({ ref, command: { type: "participant.pause" } });
    else if (record.told === "pause") telling.told.push({ ref, command: { type: "participant.resume" } });
    else telling.told.push({ ref, command: { type: "participant.start", conversationName } });
    telling.participants[speaker] = { ...record, told };
  }
  return telling;
}
