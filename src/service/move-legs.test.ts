import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { moveLegs } from "./move-legs.ts";

function start(deadlineMs = 10_000, servesWeb = false) {
  const clock = new SimulatedClock();
  const did: string[] = [];
  const state = { legs: 2, isAudioDone: false, isOver: false };
  const five9 = {
    openLegs: () => state.legs,
    leave: () => did.push("leave"),
    shutDoor: () => did.push("shut door"),
    stopAccepting: () => did.push("stop accepting"),
    askToReconnect: (when: string) => {
      if (did.at(-1) !== when) did.push(when);
    },
  };
  void moveLegs({
    carriers: [five9],
    texts: { pending: () => 0 },
    isAudioDone: () => state.isAudioDone,
    servesWeb,
    clock,
    deadlineMs,
  }).then(() => {
    state.isOver = true;
  });
  const pass = async (ms: number) => {
    for (let elapsed = 0; elapsed < ms; elapsed += 50) {
      clock.increment(50);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
  };
  return { did, state, pass };
}

test("legs are asked at a pause, later at once, once no connection is taken any more; those that are open are refused nothing before the end", async () => {
  const { did, state, pass } = start();
  await pass(900);
  expect(did).toEqual(["leave"]);
  await pass(200);
  expect(did).toEqual(["leave", "shut door", "pause"]);
  await pass(5_000);
  expect(did).toEqual(["leave", "shut door", "pause", "now"]);
  state.legs = 0;
  await pass(1_000);
  expect(state.isOver).toBe(false);
  state.isAudioDone = true;
  await pass(100);
  expect(state.isOver).toBe(true);
  expect(did.at(-1)).toBe("stop accepting");
});

test("one without legs is done as soon as its audio is", async () => {
  const { state, pass } = start();
  state.legs = 0;
  state.isAudioDone = true;
  await pass(100);
  expect(state.isOver).toBe(true);
});

test("one that serves pages and webhooks goes on until load balancers may have learnt that it is not ready", async () => {
  const { state, pass } = start(10_000, true);
  state.legs = 0;
  state.isAudioDone = true;
  await pass(900);
  expect(state.isOver).toBe(false);
  await pass(200);
  expect(state.isOver).toBe(true);
});

test("it ends at its deadline, whatever is left", async () => {
  const { state, pass } = start(1_000);
  await pass(1_100);
  expect(state.isOver).toBe(true);
});
