/** Scores a call whose words came as text: lost or doubled words, suggestions, and the time from text to screen. */
import type { Sample, SampleSpeaker } from "../../samples/sample.ts";
import { type CallScore, finalText, scoreCall } from "./call-score.ts";
import type { DesktopEvent } from "./desktop-client.ts";

/** An utterance and when it was handed over. */
export interface TextSent {
  speaker: SampleSpeaker;
  text: string;
  atMs: number;
}

const ROLE_OF: Record<SampleSpeaker, string> = { agent: "HUMAN_AGENT", customer: "END_USER" };

/** Like scoreCall; each latency is from an utterance's text leaving to its message on the desktop. */
export function scoreTextCall(
  sample: Sample,
  events: readonly DesktopEvent[],
  sent: readonly TextSent[],
): CallScore {
  const latenciesMs: number[] = [];
  for (const speaker of ["agent", "customer"] as const) {
    const shown = events.filter((event) => finalText(event, ROLE_OF[speaker]) !== "");
    const texts = sent.filter((text) => text.speaker === speaker);
    for (const [index, { text, atMs }] of texts.entries()) {
      const event = shown[index];
      if (event !== undefined && finalText(event, ROLE_OF[speaker]) === text) {
        latenciesMs.push(event.arrivedAtMs - atMs);
      }
    }
  }
  return { ...scoreCall(sample, events, []), latenciesMs };
}
