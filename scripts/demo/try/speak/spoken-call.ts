/** A call of two voices: its script, words and suggestions, is written while it is spoken. */
import type { Sample, SampleSpeaker } from "../../../../samples/sample.ts";
import type { SpokenLeg } from "../../../../simulators/agent-assist/listener/reference.ts";
import { type SuggestionRule, suggestionsFor } from "../../own/suggestion-rules.ts";
import { createVoice, type Voice } from "./voice.ts";

export interface SpokenCall {
  sample: Sample;
  voices: Record<SampleSpeaker, Voice>;
}

let lastNumber = 0;

/** `follow` makes the simulated recogniser know a leg; without it a real one listens. */
export function createSpokenCall(
  rules: readonly SuggestionRule[],
  follow: ((sample: Sample, speaker: SampleSpeaker) => SpokenLeg) | undefined,
): SpokenCall {
  const name = `spoken-${++lastNumber}`;
  const sample: Sample = {
    ...{ name, title: "Your own voices", directory: "", durationMs: 0 },
    ...{ legs: { agent: "", customer: "" }, utterances: [], suggestions: [], holds: [] },
  };
  const voice = (speaker: SampleSpeaker) =>
    createVoice({
      speaker,
      known: follow?.(sample, speaker),
      seed: `${name}/${speaker}`,
      onUtterance(utterance) {
        sample.utterances.push(utterance);
        sample.suggestions = suggestionsFor(sample.utterances, rules);
        return sample.utterances.length - 1;
      },
    });
  return { sample, voices: { agent: voice("agent"), customer: voice("customer") } };
}
