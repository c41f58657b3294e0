/** The panel's sentences for states, speakers and times, in one place. */
import { speakerTitle, theSpeaker } from "../../../contract/speaker.ts";
import type { CallPhase, RecognitionTrouble } from "../state/call.ts";
import type { Who } from "../state/transcript.ts";

export const PHASE_WORDS: Readonly<Record<CallPhase, string>> = {
  unknown: "Your call",
  waiting: "Waiting for the call",
  noAudio: "No audio came",
  inProgress: "In progress",
  onHold: "On hold",
  stopped: "No audio",
  lost: "Audio lost",
  ended: "Call ended",
  failed: "Assistance stopped",
};

/** "Agent"; "Agent 1" and "Agent 2" where a call has several: `among` are all who were heard. */
export function speakerName(who: Who, among: Iterable<Who>): string {
  if (who === "automated") return "Virtual agent";
  return who === "unknown" ? "Speaker" : speakerTitle(who, among);
}

export function troubleWords(speaker: string, trouble: RecognitionTrouble, among: Iterable<string>): string {
  const who = theSpeaker(speaker, among);
  switch (trouble) {
    case "paused":
      return `Not listening to ${who} at the moment: the audio is paused.`;
    case "recovering":
      return `Catching up with ${who}: words may come a little late.`;
    case "awaited":
      return `The phone system lost the audio of ${who} and is expected to send it again.`;
    case "failed":
      return `${capital(who)} can no longer be heard. Suggestions may miss what they say.`;
  }
}

/** Made once: a formatter costs far more than its use. */
const CLOCK_FORMAT = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

/** Hour and minute in the agent's own locale. */
export function clockTime(timeMs: number): string {
  return timeMs === 0 ? "" : CLOCK_FORMAT.format(timeMs);
}

/** "3:07" or "1:02:33". */
export function duration(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${Math.floor((seconds % 3600) / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return hours === 0 ? rest : `${hours}:${rest.padStart(5, "0")}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
