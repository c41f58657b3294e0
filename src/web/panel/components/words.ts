/** The panel's sentences for states, speakers and times, in one place. */

import type { Voice } from "../../../assist/event.ts";
import { theSpeaker } from "../../../contract/speaker.ts";
import type { CallPhase, RecognitionTrouble } from "../state/call.ts";

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

const SPEAKER_WORDS: Readonly<Record<Voice, string>> = {
  agent: "Agent",
  customer: "Customer",
  automated: "Virtual agent",
  unknown: "Speaker",
};

/** "Agent"; "Agent 2" where a call has several. */
export function speakerName({ voice, number }: { voice: Voice; number: number }): string {
  return number === 1 ? SPEAKER_WORDS[voice] : `${SPEAKER_WORDS[voice]} ${number}`;
}

export function troubleWords(speaker: string, trouble: RecognitionTrouble): string {
  const who = theSpeaker(speaker);
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
