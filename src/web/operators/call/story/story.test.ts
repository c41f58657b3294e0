import { describe, expect, test } from "bun:test";
import { longLines, troubledLines } from "../../../../../test/support/invented-calls.ts";
import { seededRandom } from "../../../../../test/support/random.ts";
import { createStory, momentOf } from "./story.ts";

describe("a story", () => {
  test("any moment by checkpoints is the one by the plain fold, in whatever order it is asked for", () => {
    const lines = longLines(1_100);
    const story = createStory(lines);
    const random = seededRandom(3);
    const asked = [0, 1, 199, 200, 201, 400, 1_099, 1_100, 9_999, -4];
    while (asked.length < 60) asked.push(random.between(0, 1_100));
    for (const position of asked.flatMap((place) => [place, place + 1])) {
      const plain = momentOf(lines.slice(0, Math.max(0, position)));
      expect(story.momentAt(position)).toEqual(plain);
    }
  });

  test("lines that come in pieces, repeated or late make the same story", () => {
    const lines = longLines(700);
    const random = seededRandom(5);
    const story = createStory();
    for (let from = 0; from < lines.length; ) {
      const to = from + random.between(1, 60);
      story.append(lines.slice(Math.max(0, from - random.between(0, 20)), to));
      from = to;
    }
    expect(story.lines).toEqual(lines);
    expect(story.momentAt(650)).toEqual(momentOf(lines.slice(0, 650)));
    expect(story.append(lines)).toBe(0);
  });

  test("a line's position is just after it, also where numbers are missing", () => {
    const lines = troubledLines().filter(({ line }) => line !== 5);
    const story = createStory(lines);
    expect([0, 1, 4, 5, 6, 999].map(story.positionOfLine)).toEqual([0, 1, 4, 4, 5, lines.length]);
    const tenth = lines[9];
    expect(story.momentAt(story.positionAtMs(tenth?.atMs ?? 0)).last?.atMs).toBe(tenth?.atMs ?? -1);
  });

  test("a moment knows states, last transitions, legs, streams, desktops and accounts", () => {
    const lines = troubledLines();
    const story = createStory(lines);
    const broken = lines.find((line) => line.event === "stream.failed");
    const then = story.momentAt(story.positionOfLine(broken?.line ?? 0));
    expect(then.actors["participant:agent"]).toMatchObject({
      state: { engaged: "recovering" },
      event: "stream.failed",
      took: [{ from: "participant.engaged.recognizing.fresh", to: ["participant.engaged.recovering"] }],
    });
    expect(then.streams.map(({ speaker, stream, end }) => [speaker, stream, end?.how])).toEqual([
      ["agent", 1, "failed"],
      ["customer", 1, "drained"],
      ["customer", 2, undefined],
    ]);
    expect(then.streams[0]?.ids).toEqual({ requestId: "req-agent-1", participantId: "p-agent" });
    expect(then.legs.map(({ speaker, isOpen, isHeld }) => [speaker, isOpen, isHeld])).toEqual([
      ["agent", true, false],
      ["customer", true, false],
    ]);
    expect(then.desktops).toMatchObject([{ desktopId: "desk-4f21", leftAtMs: null }]);
    expect(then.ledgers.agent?.receivedMs).toBe(9_140);
    expect(then.latencies.map(({ ms }) => ms)).toEqual([530, 470, 600]);
    const end = story.momentAt(lines.length);
    expect(end.desktops[0]?.leftAtMs).not.toBeNull();
    expect(Object.keys(end.failures)).toEqual(["customer"]);
  });
});
