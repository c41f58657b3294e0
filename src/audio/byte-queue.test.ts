import { expect, test } from "bun:test";
import { seededRandom } from "../../test/support/random.ts";
import { BLOCK_BYTES } from "./byte-blocks.ts";
import { ByteQueue } from "./byte-queue.ts";

test("gives back any part of what it holds, across every edge of a block", () => {
  const random = seededRandom(7);
  const queue = new ByteQueue(20_000);
  let model: number[] = [];
  for (let step = 0; step < 500; step += 1) {
    const room = Math.min(20_000 - model.length, random.chance(0.1) ? 9_000 : 900);
    const bytes = Uint8Array.from({ length: random.between(0, room) }, () => random.between(0, 255));
    queue.append(bytes);
    model.push(...bytes);
    const dropped = random.between(0, Math.min(model.length, random.chance(0.1) ? 20_000 : 900));
    queue.drop(dropped);
    model = model.slice(dropped);
    const from = random.between(0, model.length);
    const length = random.between(0, Math.min(50, model.length - from));
    expect(queue.length).toBe(model.length);
    expect([...queue.view(from, length)]).toEqual(model.slice(from, from + length));
  }
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
