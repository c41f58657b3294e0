/** Audio of a leg that was asked to go on at another instance. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { RecordingSinks } from "../../test/support/recording-audio-sinks.ts";
import { Asides } from "./asides.ts";

const FORMAT = { encoding: "LINEAR16", sampleRateHertz: 8_000 } as const;

function leaving() {
  const clock = new SimulatedClock();
  const sinks = new RecordingSinks();
  const asides = new Asides({ sinks, clock });
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

test("it is heard here after all when nobody takes it, the leg comes back, is held or brings too much, or its call ends", () => {
  const ways: ((of: ReturnType<typeof leaving>) => unknown)[] = [
    ({ clock }) => clock.increment(5_000),
    ({ asides }) => asides.open("call", "agent", FORMAT),
    ({ leg }) => leg.hold(),
    ({ asides }) => asides.restore("call"),
  ];
  for (const way of ways) {
    const scene = leaving();
    way(scene);
    expect(scene.written()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(scene.asides.isEmpty).toBe(true);
  }
  const { leg, written } = leaving();
  leg.write(new Uint8Array(64_000));
  expect(written()).toHaveLength(64_006);
  leg.write(Uint8Array.of(7));
  expect(written().at(-1)).toBe(7);
});
