/** When words were on a desktop: also those of an utterance that came in two finals, as after a leg moved. */
import { expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { wordTimes } from "./call-score.ts";
import type { DesktopEvent } from "./desktop-client.ts";
import { wordsOf } from "./word-check.ts";

function shown(arrivedAtMs: number, text: string, isFinal: boolean): DesktopEvent {
  const participantRole = "HUMAN_AGENT";
  const data = isFinal
    ? { newMessagePayload: { content: text, participantRole } }
    : { newRecognitionResultPayload: { transcript: text, isFinal } };
  const dataType = isFinal ? "new-message-event" : "new-recognition-result-notification-event";
  return { dataType, sequence: 1, messageId: "m", publishTime: "", participantRole, data, arrivedAtMs };
}

test("each word counts once, from its last audio to the first transcript that has it", async () => {
  const sample = await readSample("lost-card");
  const [first, second] = sample.utterances.filter(({ speaker }) => speaker === "agent");
  if (first === undefined || second === undefined) throw new Error("the sample has changed");
  const words = wordsOf(first.text);
  const [half, rest] = [words.slice(0, 3).join(" "), words.slice(3).join(" ")];
  const agent = { speaker: "agent" } as const;
  const sent = [...first.words, ...second.words].map(({ endMs }) => ({
    ...agent,
    positionMs: endMs,
    atMs: endMs,
  }));
  const events = [
    shown(100_000, words[0] ?? "", false),
    shown(200_000, half, true),
    shown(300_000, rest, true),
    shown(400_000, second.text, true),
  ];
  const times = wordTimes(sample, "agent", events, sent);
  expect(times.map(({ shownAtMs }) => shownAtMs)).toEqual([
    100_000,
    ...Array.from({ length: 2 }, () => 200_000),
    ...Array.from({ length: words.length - 3 }, () => 300_000),
    ...second.words.map(() => 400_000),
  ]);
  expect(times.map(({ sentAtMs }) => sentAtMs)).toEqual(sent.map(({ atMs }) => atMs));
});
