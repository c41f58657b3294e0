/** The moment at which one leg is asked to begin again, by what it brings. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { type DepartureMoment, LegDeparture } from "./leg-departure.ts";

const LOUD_100_MS = new Uint8Array(
  Int16Array.from({ length: 800 }, (_, at) => (at % 2 ? 8000 : -8000)).buffer,
);
const QUIET_100_MS = new Uint8Array(1600);

/** A leg that speaks, asked to leave at that moment; what it asks of its owner. */
function speakingLeg(moment: DepartureMoment) {
  const said: string[] = [];
  const departure = new LegDeparture({
    format: { encoding: "LINEAR16", sampleRateHertz: 8000 },
    clock: new SimulatedClock(),
    quietMs: () => 0,
    splitsSample: () => false,
    onPause: () => said.push("pauses"),
    onAwaitsPause: () => said.push("awaits its pause"),
    ask: () => said.push("1012"),
    onLingered: () => said.push("lingered"),
  });
  departure.askAt(moment);
  departure.hear(LOUD_100_MS);
  return { departure, said };
}

test("one that waits for its own pause is not asked between two words, also where no other leg speaks then", () => {
  const { departure, said } = speakingLeg("pause");
  for (let heard = 0; heard < 3; heard += 1) departure.hear(QUIET_100_MS);
  expect(said).toEqual(["awaits its pause"]);
  departure.hear(QUIET_100_MS);
  expect(said).toEqual(["awaits its pause", "1012"]);
});

test("one that leaves together with others says whenever it is between two words", () => {
  const { departure, said } = speakingLeg("together");
  departure.hear(QUIET_100_MS);
  expect(said).toEqual([]);
  departure.hear(QUIET_100_MS);
  expect(said).toEqual(["pauses"]);
});
