/** A guesser leaves some forty entries a day, whatever the pace, and nobody else's entries are summed up with them. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { Deed } from "./auditor.ts";
import { createRefusedDeeds } from "./refused-deeds.ts";

const HOUR_MS = 3_600_000;
const signIn = (from: string): Deed => ({
  operator: "unknown",
  action: "login",
  detail: { from },
  outcome: "refused",
});

function scene() {
  const clock = new SimulatedClock();
  const written: Deed[] = [];
  const deeds = createRefusedDeeds({ clock, write: async (deed) => void written.push(deed) });
  return { clock, written, deeds };
}

test("the first few have entries of their own, the rest is summed up", async () => {
  const { clock, written, deeds } = scene();
  for (let index = 0; index < 12; index += 1) await deeds.add(signIn(`192.0.2.${index}`));
  expect(written).toEqual([0, 1, 2, 3, 4].map((index) => signIn(`192.0.2.${index}`)));
  clock.increment(10_000);
  expect(written.slice(5)).toEqual([{ ...signIn(""), detail: { from: "192.0.2.11", attempts: 7 } }]);
});

test.each([1_000, 59 * 60_000])("one in %d ms, for a week, makes few entries", async (everyMs) => {
  const { clock, written, deeds } = scene();
  let tried = 0;
  for (; tried * everyMs < 7 * 24 * HOUR_MS; tried += 1) {
    await deeds.add(signIn("192.0.2.1"));
    clock.increment(everyMs);
  }
  clock.increment(HOUR_MS);
  expect(written.length).toBeLessThan(7 * 24 + 20);
  const told = written.reduce((sum, { detail }) => sum + Number(detail?.attempts ?? 1), 0);
  expect(told).toBe(tried);
});

test("another operator, another deed, and the same after an hour of quiet have entries of their own", async () => {
  const { clock, written, deeds } = scene();
  for (let index = 0; index < 100; index += 1) await deeds.add(signIn("192.0.2.1"));
  clock.increment(10_000);
  written.splice(0);
  const others: Deed[] = [
    { operator: "dana", action: "login", outcome: "refused" },
    { operator: "unknown", action: "drain", outcome: "refused" },
  ];
  for (const deed of others) await deeds.add(deed);
  expect(written.splice(0)).toEqual(others);
  clock.increment(HOUR_MS + 1);
  await deeds.add(signIn("192.0.2.2"));
  expect(written).toEqual([signIn("192.0.2.2")]);
});
