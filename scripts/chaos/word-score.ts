/** Scores the words of a call, each speaker by the participant that speaks for them. */
import { inOrderOfCreation } from "../../simulators/stage/call-score.ts";
import type { DesktopEvent } from "../../simulators/stage/desktop-client.ts";
import { checkWords, type WordCheck, wordsOf } from "../../simulators/stage/word-check.ts";
import { roleOf, type Speaker } from "../../src/contract/speaker.ts";

export interface WordScore {
  wordsExpected: number;
  lost: string[];
  /** Who lost any. */
  lostBy: Speaker[];
  /** Also those of a participant who speaks for nobody. */
  duplicated: string[];
}

/** `said`: the words of each speaker. A speaker's participant is the one of their role that fits their words best, or none. */
export function scoreWords(
  said: ReadonlyMap<Speaker, readonly string[]>,
  events: readonly DesktopEvent[],
): WordScore {
  const heard = heardOf(events);
  const score: WordScore = { wordsExpected: 0, lost: [], lostBy: [], duplicated: [] };
  const chosen = new Set<string>();
  for (const [speaker, words] of said) {
    let participant = "";
    let check = checkWords(words, []);
    for (const [name, { role, words: delivered }] of heard) {
      if (role !== roleOf(speaker) || chosen.has(name)) continue;
      const other = checkWords(words, delivered);
      if (mistakesOf(other) < mistakesOf(check)) [participant, check] = [name, other];
    }
    chosen.add(participant);
    score.wordsExpected += check.expected;
    score.lost.push(...check.lost);
    if (check.lost.length > 0) score.lostBy.push(speaker);
    score.duplicated.push(...check.duplicated);
  }
  for (const [name, { words }] of heard) if (!chosen.has(name)) score.duplicated.push(...words);
  return score;
}

const mistakesOf = ({ lost, duplicated }: WordCheck): number => lost.length + duplicated.length;

/** The final messages by their participant's name. */
function heardOf(events: readonly DesktopEvent[]): Map<string, { role: string; words: string[] }> {
  const heard = new Map<string, { role: string; words: string[] }>();
  for (const { dataType, data } of inOrderOfCreation(events)) {
    if (dataType !== "new-message-event") continue;
    const message = data.newMessagePayload as Record<"content" | "participant" | "participantRole", string>;
    const known = heard.get(message.participant) ?? { role: message.participantRole, words: [] };
    known.words.push(...wordsOf(message.content));
    heard.set(message.participant, known);
  }
  return heard;
}
