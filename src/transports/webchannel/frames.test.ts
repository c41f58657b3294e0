import { expect, test } from "bun:test";
import fc from "fast-check";
import { runs } from "../../../test/support/property.ts";
import { type ChannelFrame, createFrameReader } from "./frames.ts";

const piece = (value: unknown) => {
  const text = JSON.stringify(value);
  return `${text.length}\n${text}`;
};
const LIMIT = 10_000;

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (caught) {
    return (caught as { code: string }).code;
  }
  return "none";
}

test("pieces are read wherever the network cuts them, also inside a character of two units", () => {
  const arrays = Array.from({ length: 50 }, (_, index) => [[index + 1, [{ reply_text: `n${index} 🎧 ä` }]]]);
  const text = arrays.map(piece).join("");
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 100, size: "max" });
  const property = fc.property(cuts, (lengths) => {
    const reader = createFrameReader(LIMIT);
    const frames: ChannelFrame[] = [];
    for (let at = 0, cut = 0; at < text.length; cut += 1) {
      const length = lengths[cut % lengths.length] ?? 1;
      frames.push(...reader.push(text.slice(at, at + length)));
      at += length;
    }
    expect(frames.map(({ id }) => id)).toEqual(arrays.map((_, index) => index + 1));
    expect(frames[7]).toEqual({ id: 8, kind: "data", payload: { replyText: "n7 🎧 ä" } });
  });
  fc.assert(property, runs(50));
});

test.each<[string, unknown, object]>([
  ["a session", ["c", "sid-1", "", 8, 14], { kind: "session", sid: "sid-1" }],
  ["a no-op", ["noop"], { kind: "other" }],
  ["an end", ["close"], { kind: "close" }],
  ["an error", [{ error: { code: 5, message: "not found" } }], { kind: "error", message: "not found" }],
  ["an error in a list", [[{ error: { message: "bad" } }]], { kind: "error", message: "bad" }],
  ["an error without words", [{ error: "x" }], { kind: "error", message: "The stream failed" }],
  [
    "data, with its keys as the front end reads them",
    [{ answer_text: "a_b", nested_list: [{ is_final: true }], _x: 1, already: { camelCase: 1 } }],
    {
      kind: "data",
      payload: { answerText: "a_b", nestedList: [{ isFinal: true }], _x: 1, already: { camelCase: 1 } },
    },
  ],
])("%s is told apart", (_, array, expected) => {
  expect(createFrameReader(LIMIT).push(piece([[3, array]]))).toEqual([
    { id: 3, ...expected } as ChannelFrame,
  ]);
});

test.each(["not json", "{}", "[1]", '[["a",[]]]', "[[1,{}]]"])("%s is no piece", (text) => {
  expect(codeOf(() => createFrameReader(LIMIT).push(`${text.length}\n${text}`))).toBe("PROTOCOL_VIOLATION");
});

test("a piece beyond the limit, or a line that never ends, is not collected", () => {
  expect(codeOf(() => createFrameReader(LIMIT).push("99999999\n"))).toBe("LIMIT_EXCEEDED");
  expect(codeOf(() => createFrameReader(LIMIT).push("x".repeat(LIMIT + 1)))).toBe("LIMIT_EXCEEDED");
});

test("empty lines before a piece are padding", () => {
  expect(createFrameReader(LIMIT).push(`\n\n${piece([[1, ["noop"]]])}`)).toEqual([{ id: 1, kind: "other" }]);
});
