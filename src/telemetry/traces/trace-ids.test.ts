import { expect, test } from "bun:test";
import { isSampled, spanIdOf, traceIdOf } from "./trace-ids.ts";

const KEYS = Array.from({ length: 2_000 }, (_, index) => `five9-${300_000_000_000 + index}`);

test("a call's trace id is the beginning of its key's SHA-256, as sha256sum prints it", () => {
  // printf %s five9-0000000042 | sha256sum | cut -c1-32
  expect(traceIdOf("five9-0000000042")).toBe("067ac7c0f3e1c7eb95e026126c6a3c05");
});

test("spans of one trace, and the same span of two traces, have ids of their own", () => {
  const first = traceIdOf("five9-0000000042");
  const ids = [spanIdOf(first, "call"), spanIdOf(first, "stream"), spanIdOf(traceIdOf("vaic-1"), "call")];
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(spanIdOf(first, "call")).toBe(spanIdOf(first, "call"));
});

test("a ratio keeps about its share of the calls, and those of a lower ratio are among those of a higher", () => {
  const kept = (ratio: number) => KEYS.filter((key) => isSampled(traceIdOf(key), ratio));
  expect(kept(1)).toHaveLength(KEYS.length);
  expect(kept(0)).toHaveLength(0);
  const quarter = kept(0.25);
  expect(quarter.length / KEYS.length).toBeGreaterThan(0.2);
  expect(quarter.length / KEYS.length).toBeLessThan(0.3);
  const half = new Set(kept(0.5));
  expect(quarter.every((key) => half.has(key))).toBe(true);
});
