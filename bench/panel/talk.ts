/** What a call says to the agent's page: a final every four seconds, its partial results before, and suggestions. */
import type { AssistEvent } from "../../src/assist/event.ts";
import { PREVIEW_RESULTS, type PreviewCall } from "../../test/support/preview-call.ts";

/** Of `PreviewCall.says`. */
const UTTERANCE_MS = 4_000;
const PARTIALS = 10;
const UTTERANCES_PER_SUGGESTION = 5;
const WORDS = "I ordered a lamp last week and I think that I was charged twice for it, so I would like".split(
  " ",
);

export function talk(
  call: PreviewCall,
  { durationMs, hasInterims }: { durationMs: number; hasInterims: boolean },
): AssistEvent[] {
  const events = [call.started()];
  const kinds = Object.values(PREVIEW_RESULTS);
  for (let index = 0; index < durationMs / UTTERANCE_MS; index += 1) {
    const role = index % 2 === 0 ? "END_USER" : "HUMAN_AGENT";
    const utteranceId = `u${index}`;
    for (let part = 1; hasInterims && part <= PARTIALS; part += 1) {
      events.push(call.interim(role, utteranceId, wordsUpTo(part)));
    }
    events.push(call.says(role, `${index}: ${WORDS.join(" ")}`, { utteranceId }));
    const result = kinds[(index / UTTERANCES_PER_SUGGESTION) % kinds.length];
    if (result !== undefined) events.push(call.suggests(result));
  }
  return events;
}

function wordsUpTo(part: number): string {
  return WORDS.slice(0, Math.ceil((part / PARTIALS) * WORDS.length)).join(" ");
}
