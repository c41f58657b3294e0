import { expect, test } from "bun:test";
import { StreamOffsets } from "./offsets.ts";

test("without gaps a position is the start plus the offset, and never beyond what was sent", () => {
  const offsets = new StreamOffsets(1_000);
  expect(offsets.positionOf(50)).toBe(1_000);
  offsets.record(1_000, 800);
  offsets.record(1_800, 800);
  expect(offsets.positionOf(900)).toBe(1_900);
  expect(offsets.positionOf(5_000)).toBe(2_600);
});

test("each gap moves what follows it, and an offset at a gap means its near side", () => {
  const offsets = new StreamOffsets(0);
  offsets.record(0, 100);
  offsets.record(500, 100);
  offsets.record(900, 100);
  expect(offsets.positionOf(100)).toBe(100);
  expect(offsets.positionOf(101)).toBe(501);
  expect(offsets.positionOf(200)).toBe(600);
  expect(offsets.positionOf(250)).toBe(950);
  expect(offsets.positionOf(300)).toBe(1_000);
});

test("an offset that goes back behind an answered gap stays at the near end of what is known", () => {
  const offsets = new StreamOffsets(0);
  offsets.record(0, 100);
  offsets.record(500, 100);
  expect(offsets.positionOf(150)).toBe(550);
  expect(offsets.positionOf(20)).toBe(20);
  offsets.forgetBefore(150);
  expect(offsets.positionOf(20)).toBe(500);
});
