/** The panel's words for speakers, their troubles and lengths of time. */
import { isOnlyOne, isSpeaker, speakerNumberOf, speakerRoleOf } from "../../../contract/speaker.ts";
import { asSentence, formatNumber, formatTwoDigits, t } from "../language/t.ts";
import type { RecognitionTrouble } from "../state/call.ts";
import type { Who } from "../state/transcript.ts";

/** "Agent"; "Agent 1" and "Agent 2" where a call has several: `among` are all who were heard. */
export function speakerName(who: Who, among: Iterable<Who>): string {
  if (!isSpeaker(who)) return t(`speaker.${who}`);
  const role = speakerRoleOf(who);
  if (isOnlyOne(who, among)) return t(`speaker.${role}`);
  return t(`speaker.${role}.numbered`, { number: speakerNumberOf(who) });
}

export function troubleWords(speaker: string, trouble: RecognitionTrouble, among: Iterable<string>): string {
  return asSentence(t(`trouble.${trouble}`, { speaker: inSentence(speaker, among) }));
}

function inSentence(speaker: string, among: Iterable<string>): string {
  if (!isSpeaker(speaker)) return t("inSentence.unknown");
  const role = speakerRoleOf(speaker);
  if (isOnlyOne(speaker, among)) return t(`inSentence.${role}`);
  return t(`inSentence.${role}.numbered`, { number: speakerNumberOf(speaker) });
}

/** "3:07" or "1:02:33". */
export function duration(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const inHour = hours === 0 ? [formatNumber(minutes)] : [formatNumber(hours), formatTwoDigits(minutes)];
  return [...inHour, formatTwoDigits(seconds % 60)].join(":");
}
