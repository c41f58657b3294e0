/** Parts of a sample's audio for stories, and the words that were delivered of one participant. */
import type { Sample } from "../../samples/sample.ts";
import type { ConversationRecord } from "../../simulators/agent-assist/record.ts";
import { audioOfSample, type CallAudio } from "../../simulators/five9/call-audio.ts";
import type { DesktopEvent } from "../../simulators/stage/desktop-client.ts";
import { checkWords, type WordCheck, wordsOf } from "../../simulators/stage/word-check.ts";
import type { Speaker } from "../../src/contract/speaker.ts";

const BYTES_PER_MS = 16;

/** LINEAR16 audio from one time to another. */
export function cutAudio(pcm: Uint8Array, fromMs: number, toMs = pcm.byteLength / BYTES_PER_MS): Uint8Array {
  return pcm.subarray(fromMs * BYTES_PER_MS, toMs * BYTES_PER_MS);
}

/** A sample's audio, both legs sure to be there. */
export async function legsOf(sample: Sample): Promise<{ agent: Uint8Array; customer: Uint8Array }> {
  const { legs }: CallAudio = await audioOfSample(sample);
  const { agent, customer } = legs;
  if (agent === undefined || customer === undefined) throw new Error(`${sample.name} lacks a leg`);
  return { agent, customer };
}

/** What this speaker of a sample says. */
export function saidBy(sample: Sample, speaker: Speaker): string[] {
  return sample.utterances
    .filter((utterance) => utterance.speaker === speaker)
    .flatMap((utterance) => wordsOf(utterance.text));
}

/** The final messages of one participant (its resource name) on a desktop, as words held against what was said. */
export function checkParticipant(
  events: readonly DesktopEvent[],
  participant: string,
  said: string[],
): WordCheck {
  const heard = events.flatMap((event) => {
    const message = event.data.newMessagePayload as { content?: string; participant?: string } | undefined;
    return message?.participant === participant ? wordsOf(message.content ?? "") : [];
  });
  return checkWords(said, heard);
}

/** The participant of a conversation in whose finals this word was heard. */
export function participantWhoSaid(conversation: ConversationRecord | undefined, word: string) {
  return conversation?.participants.find(({ words }) => words.flatMap(wordsOf).includes(word));
}
