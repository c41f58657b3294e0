import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { longLines, troubledLines } from "../../../../../test/support/invented-calls.ts";
import { runs } from "../../../../../test/support/property.ts";
import { createStory, momentOf } from "./story.ts";

describe("a story", () => {
  test("any moment by checkpoints is the one by the plain fold, in whatever order it is asked for", () => {
    const lines = longLines(1_100);
    const story = createStory(lines);
    const property = fc.property(fc.integer({ min: -4, max: 1_110 }), (position) => {
      const plain = momentOf(lines.slice(0, Math.max(0, position)));
      expect(story.momentAt(position)).toEqual(plain);
    });
    const edges = [0, 1, 199, 200, 201, 202, 400, 401, 1_099, 1_100, 1_101, 9_999];
    fc.assert(property, { ...runs(100), examples: edges.map((position) => [position]) });
  });

  test("lines that come in pieces, repeated or late make the same story", () => {
    const lines = longLines(700);
    const piece = fc.record({ fresh: fc.integer({ min: 1, max: 60 }), repeated: fc.nat(20) });
    const property = fc.property(fc.array(piece, { minLength: 1, maxLength: 20, size: "max" }), (pieces) => {
      const story = createStory();
      for (let from = 0, turn = 0; from < lines.length; turn += 1) {
        const { fresh = 1, repeated = 0 } = pieces[turn % pieces.length] ?? {};
        story.append(lines.slice(Math.max(0, from - repeated), from + fresh));
        from += fresh;
      }
      expect(story.lines).toEqual(lines);
      expect(story.momentAt(650)).toEqual(momentOf(lines.slice(0, 650)));
      expect(story.append(lines)).toBe(0);
    });
    fc.assert(property, runs(10));
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
      took: [{ from: "participant.engaged.recognizing", to: ["participant.engaged.recovering"] }],
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
