import { expect, test } from "bun:test";
import { foldRepeats } from "./fold-repeats.ts";

const entry = (sequence: number, kind: string, role: string, characters: number, utteranceId?: string) => ({
  sequence,
  kind,
  role,
  characters,
  publishTime: "",
  loggedAtMs: sequence,
  ...(utteranceId === undefined ? {} : { utteranceId }),
});
const SAID = "new-recognition-result-notification-event";
const MESSAGE = "new-message-event";

test("a message is shown with the transcript it repeats, and alone where it repeats none", () => {
  const shown = foldRepeats([
    entry(1, SAID, "END_USER", 20),
    entry(2, SAID, "HUMAN_AGENT", 20),
    entry(3, MESSAGE, "HUMAN_AGENT", 20),
    entry(4, MESSAGE, "END_USER", 20),
    entry(5, MESSAGE, "END_USER", 20),
    entry(6, SAID, "END_USER", 8),
    entry(7, MESSAGE, "END_USER", 9),
  ]);
  expect(shown.map(({ entry, repeat }) => [entry.sequence, repeat?.sequence])).toEqual([
    [1, 4],
    [2, 3],
    [5, undefined],
    [6, undefined],
    [7, undefined],
  ]);
});

test("a transcript is shown with its message where the message came first", () => {
  const shown = foldRepeats([
    entry(1, MESSAGE, "END_USER", 20),
    entry(2, MESSAGE, "HUMAN_AGENT", 20),
    entry(3, SAID, "HUMAN_AGENT", 20),
    entry(4, SAID, "END_USER", 20),
    entry(5, SAID, "END_USER", 20),
  ]);
  expect(shown.map(({ entry, repeat }) => [entry.sequence, repeat?.sequence])).toEqual([
    [1, 4],
    [2, 3],
    [5, undefined],
  ]);
});

test("an utterance is known by its id, however much came between and whatever else has its length", () => {
  const others = Array.from({ length: 12 }, (_, index) =>
    entry(3 + index, "human-agent-assistant-event", "", 99),
  );
  const shown = foldRepeats([
    entry(1, SAID, "END_USER", 4, "first"),
    entry(2, SAID, "END_USER", 4, "second"),
    ...others,
    entry(15, MESSAGE, "END_USER", 4, "second"),
    entry(16, MESSAGE, "END_USER", 4, "first"),
  ]);
  expect(shown).toHaveLength(14);
  expect(shown.slice(0, 2).map(({ repeat }) => repeat?.sequence)).toEqual([16, 15]);
});
