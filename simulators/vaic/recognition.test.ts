import { expect, test } from "bun:test";
import { createRecognition } from "./recognition.ts";

test("a second start begins anew, or changes nothing; after a stop both begin anew", () => {
  for (const [secondStart, sinceMs] of [
    ["anew", 2],
    ["nothing", 1],
  ] as const) {
    let nowMs = 0;
    const recognition = createRecognition(() => ++nowMs, secondStart);
    recognition.set("caller", true);
    recognition.set("caller", true);
    expect(recognition.onSinceMs("caller")).toBe(sinceMs);
    recognition.set("caller", false);
    expect(recognition.onSinceMs("caller")).toBeUndefined();
    recognition.set("caller", true);
    expect(recognition.onSinceMs("caller")).toBe(4);
  }
});
