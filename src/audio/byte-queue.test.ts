import { expect, test } from "bun:test";
import fc from "fast-check";
import { runs } from "../../test/support/property.ts";
import { BLOCK_BYTES } from "./byte-blocks.ts";
import { ByteQueue } from "./byte-queue.ts";

const CAPACITY_BYTES = 20_000;
const sizeOr = (usual: number, seldom: number) =>
  fc.oneof({ weight: 9, arbitrary: fc.nat(usual) }, { weight: 1, arbitrary: fc.nat(seldom) });
const step = fc.record({
  append: sizeOr(900, 9_000),
  drop: sizeOr(900, CAPACITY_BYTES),
  viewFrom: fc.nat(CAPACITY_BYTES),
  viewLength: fc.nat(50),
});

test("gives back any part of what it holds, across every edge of a block", () => {
  const property = fc.property(fc.array(step, { maxLength: 100, size: "max" }), (steps) => {
    const queue = new ByteQueue(CAPACITY_BYTES);
    let model: number[] = [];
    let appended = 0;
    for (const { append, drop, viewFrom, viewLength } of steps) {
      const length = Math.min(CAPACITY_BYTES - model.length, append);
      const bytes = Uint8Array.from({ length }, (_, index) => ((appended + index) * 167) >> 3);
      appended += length;
      queue.append(bytes);
      model.push(...bytes);
      const dropped = Math.min(model.length, drop);
      queue.drop(dropped);
      model = model.slice(dropped);
      const from = Math.min(viewFrom, model.length);
      const to = Math.min(from + viewLength, model.length);
      expect(queue.length).toBe(model.length);
      expect([...queue.view(from, to - from)]).toEqual(model.slice(from, to));
    }
  });
  fc.assert(property, runs(10));
});

test("takes memory as it fills, up to its bound, and gives it back as it empties", () => {
  const queue = new ByteQueue(960_000);
  expect(queue.capacity).toBe(0);
  queue.append(new Uint8Array(960_000));
  expect(queue.capacity).toBeLessThan(960_000 + BLOCK_BYTES);
  expect(() => queue.append(new Uint8Array(1))).toThrow(RangeError);
  queue.drop(959_000);
  expect(queue.capacity).toBeLessThanOrEqual(2 * BLOCK_BYTES);
  queue.drop(1_000);
  expect(queue.capacity).toBe(0);
});

test("never shows one queue what another one holds, though they share their memory", () => {
  const one = new ByteQueue(100_000);
  const other = new ByteQueue(100_000);
  one.append(new Uint8Array(50_000).fill(1));
  one.drop(50_000);
  other.append(new Uint8Array(50_000).fill(2));
  one.append(new Uint8Array(50_000).fill(3));
  expect(new Set(other.view(0, 50_000))).toEqual(new Set([2]));
  expect(new Set(one.view(0, 50_000))).toEqual(new Set([3]));
});
