/** What other instances have of a call: those that answer, and one that has no processor just then. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { memoryBuses } from "../../../test/support/memory-buses.ts";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import { answerShares, onTell, type Share, shareGatherer } from "./elsewhere.ts";

const share = (legId: string): Share => ({
  ...{ legs: [{ legId, speaker: "agent" }], speakers: ["agent"], desktops: [], applications: [] },
});

test("an instance that does not answer in time is asked to tell the calls itself; the others' shares count", async () => {
  const buses = memoryBuses();
  const [owner, prompt, late] = [buses.open("owner"), buses.open("prompt"), buses.open("late")];
  const clock = new SimulatedClock();
  const told: string[][] = [];
  for (const bus of [prompt, late]) {
    answerShares(bus, () => share(bus.instanceId));
    onTell(bus, (callKeys) => told.push([bus.instanceId, ...callKeys]));
  }
  const ask: typeof owner.ask = async (to, ...question) => {
    if (to === "late") throw new SidetoneError("DEADLINE_EXCEEDED", "no answer", { retryable: true });
    return await owner.ask(to, ...question);
  };
  const gather = shareGatherer({
    bus: { ask, tell: owner.tell },
    instances: () => ["prompt", "late"],
    clock,
    logger: createLogger("silent"),
  });
  const [one, other] = [gather("one"), gather("other")];
  clock.increment(20);
  expect([...(await one)]).toEqual([["prompt", share("prompt")]]);
  expect([...(await other).keys()]).toEqual(["prompt"]);
  await Promise.resolve();
  expect(told).toEqual([["late", "one", "other"]]);
});
