import { expect, test } from "bun:test";
import { seededRandom } from "../../test/support/random.ts";
import { ByteRing } from "./byte-ring.ts";

test("gives back any part of what it holds, across every wrap and change of size", () => {
  const random = seededRandom(7);
  const ring = new ByteRing(20_000);
  let model: number[] = [];
  for (let step = 0; step < 500; step += 1) {
    const room = Math.min(20_000 - model.length, random.chance(0.1) ? 9_000 : 900);
    const bytes = Uint8Array.from({ length: random.between(0, room) }, () => random.between(0, 255));
    ring.append(bytes);
    model.push(...bytes);
    const dropped = random.between(0, Math.min(model.length, random.chance(0.1) ? 20_000 : 900));
    ring.drop(dropped);
    model = model.slice(dropped);
    const from = random.between(0, model.length);
    const length = random.between(0, Math.min(50, model.length - from));
    expect(ring.length).toBe(model.length);
    expect([...ring.copy(from, length)]).toEqual(model.slice(from, from + length));
  }
});

test("takes memory as it fills, up to its bound, and gives it back as it empties", () => {
  const ring = new ByteRing(960_000);
  expect(ring.capacity).toBe(4096);
  ring.append(new Uint8Array(960_000));
  expect(ring.capacity).toBe(960_000);
  expect(() => ring.append(new Uint8Array(1))).toThrow(RangeError);
  ring.drop(959_000);
  expect(ring.capacity).toBeLessThanOrEqual(4096);
});
