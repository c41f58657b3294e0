/** What VoiceAI Connect has to tell during a recorded call, and when: hypotheses word by word, then the utterance. */
import type { Sample, SampleSpeaker } from "../../samples/sample.ts";

/** An agent's application attaches or leaves; where there is `once`, everybody is silent until it resolves. */
export interface AgentChange {
  /** In call time. */
  atMs: number;
  connected: boolean;
  once?: () => Promise<unknown>;
}

/** `atMs` is call time. */
export type TimelineStep =
  | { type: "hypothesis"; atMs: number; startMs: number; speaker: SampleSpeaker; text: string }
  | {
      type: "text";
      atMs: number;
      startMs: number;
      endMs: number;
      speaker: SampleSpeaker;
      text: string;
      words: { word: string; offset: number; duration: number }[];
    }
  | ({ type: "agent" } & AgentChange)
  | { type: "cut"; atMs: number };

export interface TimelineOptions {
  sample: Sample;
  /** An agent's application attaches or leaves. */
  agent: readonly AgentChange[];
  /** The socket is cut and comes back. */
  cutsAtMs: readonly number[];
  hasHypotheses: boolean;
}

/** From the last sound of an utterance to its final result. */
const FINAL_DELAY_MS = 150;

/** In order of time. */
export function timelineOf(options: TimelineOptions): TimelineStep[] {
  const steps: TimelineStep[] = [];
  for (const { speaker, startMs, endMs, text, words } of options.sample.utterances) {
    let said = "";
    for (const { word, endMs: wordEndMs } of options.hasHypotheses ? words.slice(0, -1) : []) {
      said = said === "" ? word : `${said} ${word}`;
      steps.push({ type: "hypothesis", atMs: wordEndMs, startMs, speaker, text: said });
    }
    steps.push({
      type: "text",
      atMs: endMs + FINAL_DELAY_MS,
      startMs,
      endMs,
      speaker,
      text,
      words: words.map((word) => ({
        word: word.word,
        offset: word.startMs - startMs,
        duration: word.endMs - word.startMs,
      })),
    });
  }
  for (const change of options.agent) steps.push({ type: "agent", ...change });
  for (const atMs of options.cutsAtMs) steps.push({ type: "cut", atMs });
  return steps.toSorted((a, b) => a.atMs - b.atMs);
}
