import { expect, test } from "bun:test";
import { foldRepeats } from "./fold-repeats.ts";

const entry = (sequence: number, kind: string, role: string, characters: number) => ({
  sequence,
  kind,
  role,
  characters,
  publishTime: "",
  loggedAtMs: sequence,
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
