import { expect, test } from "bun:test";
import { createPublishMoments } from "./publish-moments.ts";

const at = (ms: number) => new Date(ms).toISOString();

test("the quickest delivery shows how far the clocks are apart", () => {
  const moments = createPublishMoments();
  // Pub/Sub's clock is 5 s ahead, and the quickest delivery takes 20 ms.
  moments.localTimeOf(at(1_005_000), 1_000_300);
  expect(moments.localTimeOf(at(1_006_000), 1_001_020)).toBe(1_001_020);
  expect(moments.localTimeOf(at(1_007_000), 1_004_000)).toBe(1_002_020);
});

test("a moment is never later than now", () => {
  const moments = createPublishMoments();
  moments.localTimeOf(at(1_000_000), 1_000_500);
  expect(moments.localTimeOf(at(1_000_900), 1_001_000)).toBe(1_001_000);
});

test("a quick delivery of long ago no longer counts", () => {
  const moments = createPublishMoments();
  moments.localTimeOf(at(1_000_000), 1_000_010);
  expect(moments.localTimeOf(at(1_070_000), 1_070_500)).toBe(1_070_010);
  expect(moments.localTimeOf(at(1_300_000), 1_300_500)).toBe(1_300_500);
});

test("what is no time is null", () => {
  expect(createPublishMoments().localTimeOf("soon", 5)).toBeNull();
});
