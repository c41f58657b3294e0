/** Audio of a leg that was asked to go on at another instance. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { RecordingSinks } from "../../test/support/recording-audio-sinks.ts";
import { Asides } from "./asides.ts";
import type { AudioSink } from "./sink.ts";

const FORMAT = { encoding: "LINEAR16", sampleRateHertz: 8_000 } as const;

function scene() {
  const clock = new SimulatedClock();
  const sinks = new RecordingSinks();
  return { clock, sinks, asides: new Asides({ sinks, clock }) };
}

function leaving() {
  const { clock, sinks, asides } = scene();
  const leg = asides.open("call", "agent", FORMAT);
  const track = sinks.of("call", "agent");
  leg.write(Uint8Array.of(1, 2));
  leg.leave?.();
  leg.write(Uint8Array.of(3, 4));
  leg.write(Uint8Array.of(5, 6));
  const written = () => track.chunks.flatMap((chunk) => [...chunk]);
  return { clock, asides, leg, written };
}

test("what comes after the asking is kept, and goes to the instance that takes it", async () => {
  const { asides, written, clock } = leaving();
  const settled = asides.settled("call", "agent");
  expect([asides.isEmpty, written()]).toEqual([false, [1, 2]]);
  expect([...asides.take("call", "agent")]).toEqual([3, 4, 5, 6]);
  await settled;
  clock.increment(60_000);
  expect([asides.isEmpty, written()]).toEqual([true, [1, 2]]);
  expect(asides.settled("call", "agent")).toBeUndefined();
  expect(asides.take("call", "agent")).toHaveLength(0);
});

test("the last moment before the asking goes along: a word that begins softly is heard as a whole there", () => {
  const { asides, sinks } = scene();
  const leg = asides.open("call", "agent", FORMAT);
  leg.mayLeave?.();
  const pieces = Array.from({ length: 30 }, (_, n) => new Uint8Array(320).fill(n + 1));
  for (const piece of pieces) leg.write(piece);
  // 100 ms of 16 bytes each wait.
  const written = () => sinks.of("call", "agent").chunks.map(([first]) => first);
  expect(written()).toEqual(pieces.slice(0, 25).map(([first]) => first));
  leg.leave?.();
  leg.write(new Uint8Array(320).fill(31));
  const taken = asides.take("call", "agent");
  expect(taken).toHaveLength(6 * 320);
  expect([taken[0], taken.at(-1)]).toEqual([26, 31]);
  expect(written()).toHaveLength(25);
});

test("what waits for the asking is heard here in its order when the leg is held, ends, or brings more at once", () => {
  const ways: ((leg: AudioSink) => unknown)[] = [
    (leg) => leg.hold(),
    (leg) => leg.mayNotLeave?.(),
    (leg) => leg.standBy(),
    (leg) => leg.write(new Uint8Array(8_000)),
  ];
  for (const way of ways) {
    const { asides, sinks } = scene();
    const leg = asides.open("call", "agent", FORMAT);
    leg.mayLeave?.();
    for (const n of [1, 2, 3]) leg.write(Uint8Array.of(n, n));
    expect(sinks.of("call", "agent").chunks).toEqual([]);
    way(leg);
    expect(
      sinks
        .of("call", "agent")
        .chunks.flatMap((chunk) => [...chunk])
        .slice(0, 6),
    ).toEqual([1, 1, 2, 2, 3, 3]);
  }
});

test("it is heard here after all when nobody takes it, the leg comes back, is held or brings too much, or its call ends", () => {
  const ways: ((of: ReturnType<typeof leaving>) => unknown)[] = [
    ({ clock }) => clock.increment(5_000),
    ({ asides }) => asides.open("call", "agent", FORMAT),
    ({ leg }) => leg.hold(),
    ({ asides }) => asides.restore("call"),
  ];
  for (const way of ways) {
    const left = leaving();
    way(left);
    expect(left.written()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(left.asides.isEmpty).toBe(true);
  }
  const { leg, written } = leaving();
  leg.write(new Uint8Array(64_000));
  expect(written()).toHaveLength(64_006);
  leg.write(Uint8Array.of(7));
  expect(written().at(-1)).toBe(7);
});
