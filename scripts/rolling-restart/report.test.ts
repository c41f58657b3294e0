/** How a rolling restart is judged from what its calls lived through. */
import { expect, test } from "bun:test";
import { deafTimesOf, type PlayedCall } from "./lane.ts";
import { reportOf } from "./report.ts";

const RESTARTED = { beganAtMs: 1_000, endedAtMs: 2_000 };
const FLEET = { callsAtOnce: 2, instances: 6, restarts: 6 };
const CALL: PlayedCall = {
  ...{ callId: "300", wordsExpected: 3, lost: [], duplicated: [], problems: [] },
  ...{ suggestionsExpected: 2, suggestionsDelivered: 2, deafMs: [] },
  words: [
    { sentAtMs: 999, shownAtMs: 1_009 },
    { sentAtMs: 1_000, shownAtMs: 1_400 },
    { sentAtMs: 2_000, shownAtMs: 2_020 },
  ],
};

test("a word counts for the time in which it was said", () => {
  const { ok, wordToScreenMs, wordsExpected, seconds, calls } = reportOf([CALL, CALL], RESTARTED, FLEET);
  expect({ ok, wordsExpected, seconds, calls }).toEqual({ ok: true, wordsExpected: 6, seconds: 1, calls: 2 });
  const both = (ms: number) => ({ p50: ms, p99: ms });
  expect(wordToScreenMs).toEqual({ before: both(10), during: both(400), after: both(20) });
});

test.each([
  ["a word is lost", { lost: ["yes"] }, { wordsLost: 1 }],
  ["a word comes twice", { duplicated: ["yes"] }, { wordsDuplicated: 1 }],
  ["a suggestion is lost", { suggestionsDelivered: 1 }, { suggestionsLost: 1 }],
  ["a leg was refused", { problems: ["agent: no 1001 came in time"] }, { callsBroken: 1 }],
] as const)("it is not ok where %s", (_, trouble, told) => {
  expect(reportOf([CALL, { ...CALL, ...trouble } as PlayedCall], RESTARTED, FLEET)).toMatchObject({
    ok: false,
    ...told,
  });
});

test("it is not ok where nothing was played, or an instance was left out", () => {
  expect(reportOf([], RESTARTED, FLEET).ok).toBe(false);
  expect(reportOf([CALL], RESTARTED, { ...FLEET, restarts: 5 }).ok).toBe(false);
});

test("a leg that moved was deaf for its longest pause, beyond a piece of audio", () => {
  const sent = [0, 100, 200, 460, 560].map((atMs) => ({ speaker: "agent" as const, positionMs: atMs, atMs }));
  const customers = sent.map((audio) => ({ ...audio, speaker: "customer" as const, atMs: 3 * audio.atMs }));
  const all = [...sent, ...customers];
  expect(deafTimesOf({ speaker: "agent", resumedAtMs: [200] }, all, 100)).toEqual([160]);
  expect(deafTimesOf({ speaker: "agent", resumedAtMs: [] }, all, 100)).toEqual([]);
});
