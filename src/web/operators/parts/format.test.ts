import { expect, test } from "bun:test";
import {
  countOf,
  formatBytes,
  formatDuration,
  formatLength,
  formatMs,
  relativeTime,
  shortId,
} from "./format.ts";

test.each([
  [-5, "0:00"],
  [999, "0:00"],
  [65_000, "1:05"],
  [3_725_000, "1:02:05"],
])("a place %d ms into a call is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-5, "0 s"],
  [42_999, "42 s"],
  [683_000, "11 min 23 s"],
  [3_725_000, "1 h 2 min"],
  [200 * 3_600_000, "8 days 8 h"],
])("a length of %d ms is %s for people", (ms, text) => {
  expect(formatLength(ms)).toBe(text);
});

test.each([
  [0, "0 ms"],
  [840.4, "840 ms"],
  [12_340, "12.34 s"],
  [20_000, "20 s"],
  [725_000, "12 min 5 s"],
])("where milliseconds count, %d is %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test.each([
  [5_000, "just now"],
  [-42_000, "42 s ago"],
  [-300_000, "5 min ago"],
  [-3 * 3_600_000, "3 h ago"],
  [-3 * 86_400_000, "3 days ago"],
])("%d ms from now is %s", (byMs, text) => {
  expect(relativeTime(1_000_000_000 + byMs, 1_000_000_000)).toBe(text);
});

test("counts, bytes and long ids are short", () => {
  expect([countOf(1, "call"), countOf(1_200, "call"), countOf(2, "try", "tries")]).toEqual([
    "1 call",
    "1,200 calls",
    "2 tries",
  ]);
  expect([formatBytes(512), formatBytes(1_572_864), formatBytes(160 * 1024 ** 2)]).toEqual([
    "512 B",
    "1.5 MB",
    "160 MB",
  ]);
  expect([shortId("1234567890"), shortId("300000012345074")]).toEqual(["1234567890", "…12345074"]);
});
