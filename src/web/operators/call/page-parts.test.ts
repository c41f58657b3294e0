import { describe, expect, test } from "bun:test";
import { troubledLines } from "../../../../test/support/invented-calls.ts";
import { PREVIEW_RESULTS } from "../../../../test/support/preview-call.ts";
import { stateWords, topState } from "../chart/state-words.ts";
import { actsOf } from "./actions/call-acts.ts";
import { medianMs } from "./audio/latency-plot.ts";
import { effectWords, rowOfIndex, rowsOf, tookWords } from "./lines/row-filter.ts";
import { LINE_KINDS } from "./story/line-facts.ts";
import { createStory } from "./story/story.ts";
import { coarsePieces } from "./strip/coarse-pieces.ts";
import { readEntry } from "./transcript/read-entry.ts";

const lines = troubledLines();
const ALL = new Set(LINE_KINDS);

describe("the list of lines", () => {
  test("all words of a search occur, in whatever field; kinds can be left out", () => {
    const events = (search: string, kinds = ALL) =>
      rowsOf(lines, { search, kinds, foldsRoutine: false }).map((row) => lines[row]?.event);
    expect(events("PERMISSION")).toEqual([]);
    expect(events("failed Fatal")).toEqual(["stream.failed"]);
    expect(events("", new Set(["error" as const]))).toEqual([
      "stream.failed",
      "audio.missing",
      "stream.failed",
      "participant.failed",
    ]);
    expect(rowsOf(lines, { search: "", kinds: ALL, foldsRoutine: false }, 38)).toEqual([38, 39, 40]);
  });

  test("routine lines are folded away until they are asked for, or searched", () => {
    const events = (search: string, foldsRoutine = true) =>
      rowsOf(lines, { search, kinds: ALL, foldsRoutine }).map((row) => lines[row]?.event);
    expect(events("")).not.toContain("stream.final");
    expect(events("")).toContain("audio.gap");
    expect(events("", false)).toContain("stream.final");
    expect(new Set(events("stream.final"))).toEqual(new Set(["stream.final"]));
  });

  test("the row of a line, or of the last shown before it", () => {
    expect([0, 2, 3, 9, 10].map((index) => rowOfIndex([2, 5, 9], index))).toEqual([0, 0, 1, 2, 3]);
  });

  test("transitions and effects in short words", () => {
    const line = lines.find(({ event, detail }) => event === "stream.failed" && detail?.code === 14);
    if (line === undefined) throw new Error("no such line");
    expect(tookWords(line)).toBe("recognizing → recovering");
    expect(effectWords(line)).toBe("recognizer.open to recognizer");
  });
});

test("states in words", () => {
  const call = { live: { media: "streaming", conversation: { opening: "trying" }, assist: "unattended" } };
  expect(stateWords(call)).toBe("streaming · opening.trying · unattended");
  expect([
    topState(call, "conversation"),
    topState({ engaged: { recognizing: "aging" } }),
    topState("failed"),
  ]).toEqual(["opening", "recognizing", "failed"]);
  expect([stateWords(null), stateWords("ended")]).toEqual(["unknown", "ended"]);
});

describe("words of an entry", () => {
  const read = (kind: string, data: unknown) => readEntry({ kind, data });

  test("what the server says, whatever the payload holds", () => {
    const texts = [{ title: "Reply", text: "One minute." }];
    const entry = { kind: "human-agent-assistant-event", texts, data: { suggestionResults: [] } };
    expect(readEntry(entry)).toEqual({ texts, json: null });
  });

  test("what the notifications in bundles of older versions hold, also as JSON text", () => {
    const payload = { newRecognitionResultPayload: { transcript: "hello there", isFinal: true } };
    const kind = "new-recognition-result-notification-event";
    expect(read(kind, payload).texts).toEqual([{ title: "", text: "hello there" }]);
    expect(read(kind, JSON.stringify(payload)).texts).toEqual([{ title: "", text: "hello there" }]);
    const message = { newMessagePayload: { content: "typed" } };
    expect(read("new-message-event", message).texts).toEqual([{ title: "", text: "typed" }]);
    const began = { conversation: "c", type: "CONVERSATION_STARTED" };
    expect(read("conversation-lifecycle-event", began).texts[0]?.text).toBe("conversation started");
    expect(
      read("human-agent-assistant-event", { suggestionResults: [PREVIEW_RESULTS.coaching] }).texts,
    ).toEqual([
      { title: "Advice", text: "Ask for the last four digits of the card." },
      { title: "Reply", text: "Before I go on, may I have the last four digits of your card?" },
      { title: "Advice", text: "The caller asks for money back and was not identified yet." },
    ]);
  });

  test.each(Object.entries(PREVIEW_RESULTS))("a suggestion of %s is read", (_kind, result) => {
    const { texts, json } = read("human-agent-assistant-event", { suggestionResults: [result] });
    expect([texts.length > 0, json]).toEqual([true, null]);
  });

  test("unknown kinds and broken payloads are shown as they are", () => {
    expect(read("something-new", { a: 1 }).json).toContain('"a": 1');
    for (const odd of [null, 7, "no json", [], { recognitionResult: "x" }]) {
      expect(() => read("new-recognition-result-notification-event", odd)).not.toThrow();
    }
  });
});

test("acts fit the state of each speaker, and ending is the last", () => {
  const story = createStory(lines);
  const labels = (position: number) => actsOf(story.momentAt(position)).map(({ label }) => label);
  expect(labels(lines.length)).toEqual([
    "Renew the agent's stream",
    "Stop recognising the agent",
    "Start recognising the customer",
    "End assist",
  ]);
  expect(labels(0)).toEqual(["End assist"]);
});

test("the median of latencies", () => {
  const of = (...times: number[]) => medianMs(times.map((ms) => ({ speaker: "agent", line: 1, ms })));
  expect([of(), of(5), of(9, 1, 5), of(4, 1, 2, 3)]).toEqual([0, 5, 5, 2]);
});

test("pieces too short to be seen are one with their neighbours of the same kind, and none is lost", () => {
  const pieces = Array.from({ length: 1_000 }, (_, index) => ({
    kind: index === 500 ? ("lost" as const) : ("speech" as const),
    fromMs: index,
    toMs: index + 1,
    startMs: index,
    endMs: index + 1,
    line: index,
  }));
  const coarse = coarsePieces({ pieces, lengthMs: 1_000 });
  expect(coarse.length).toBeLessThan(260);
  expect(coarse.find(({ kind }) => kind === "lost")).toMatchObject({ startMs: 500, endMs: 501 });
  for (const [index, piece] of coarse.entries()) expect(piece.startMs).toBe(coarse[index - 1]?.endMs ?? 0);
});
