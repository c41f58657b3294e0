/** Audio on some instances, the owner of its call on another: orders, news, accounts, take-overs and speakers who move. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../../test/support/call-fixture.ts";
import { memoryBuses } from "../../../test/support/memory-buses.ts";
import { createMemoryCallStore } from "../../../test/support/memory-call-store.ts";
import type { CallEvent, LegCommand } from "../../actors/call/events.ts";
import type { RecognizerFact } from "../../actors/participant/recognizer.ts";
import { Asides } from "../../audio/asides.ts";
import { Tracks } from "../../audio/tracks.ts";
import { createLogger } from "../../base/log.ts";
import type { Speaker } from "../../contract/speaker.ts";
import { FleetAudio } from "./fleet-audio.ts";

const FORMAT = { encoding: "LINEAR16", sampleRateHertz: 8_000 } as const;
const TRACK_SETTINGS = {
  replayBufferMs: 60_000,
  highWaterMs: 30_000,
  stallLimitMs: 5_000,
  tailMs: 5_000,
  coalesceMs: 100,
  replaySpeed: 2,
};

function fleet() {
  const buses = memoryBuses();
  const store = createMemoryCallStore();
  const clock = new SimulatedClock();
  const logger = createLogger("silent");
  let owner = "owner";
  /** Of the ownership that each instance knows of, by its name. */
  const epochs = new Map<string, number>();

  function instance(name: string) {
    const did: string[] = [];
    const reports = new Map<Speaker, (fact: RecognizerFact) => void>();
    const tracks = new Tracks({ clock, logger, maxTracks: 10, settings: TRACK_SETTINGS });
    const commands: LegCommand[] = [];
    const asides = new Asides({ sinks: tracks, clock });
    const audio: FleetAudio = new FleetAudio({
      bus: buses.open(name),
      tracks,
      asides,
      texts: { hearing: () => undefined },
      begin: ({ speaker }, report) => {
        let stream = 0;
        did.push(`${speaker} begins`);
        reports.set(speaker, report);
        return {
          receive({ type }) {
            did.push(`${speaker} ${type.replace("recognizer.", "")}`);
            if (type === "recognizer.halfClose") report({ type: "stream.drained", stream });
            else report({ type: "stream.opened", stream: ++stream, fromMs: 0 });
          },
          stop: () => did.push(`${speaker} stops`),
        };
      },
      tellLeg: (command) => commands.push(command) > 0,
      instances: () => buses.others(name),
      lives: async (other) => other === name || buses.others(name).includes(other),
      send: (callKey, event) => void calls.directory.sendTo(callKey, event),
      onOver: () => {},
      ownerOf: () => owner,
      epochOf: () => epochs.get(name),
      onShare: () => {},
      attendanceOf: () => ({ desktops: [], applications: [] }),
      clock,
      logger,
    });
    const calls: ReturnType<typeof createCallFixture> = createCallFixture({
      store,
      recognizers: audio.link,
      takesLegCommand: (command) => audio.takesCommand(command),
      onFarLegCommand: (command) => audio.farLegCommand(command),
      onEnding: async (callKey) => ({ ledgers: await audio.release(callKey), lines: [] }),
    });
    return { name, did, reports, tracks, asides, commands, audio, calls };
  }

  type Instance = ReturnType<typeof instance>;
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  return {
    instance,
    clock,
    store,
    settle,
    epochs,
    kill: (one: Instance) => buses.kill(one.name),
    /** A transport of `at` has an event; the owner hears it as from there. */
    async hear(at: Instance, by: Instance, event: CallEvent) {
      if (event.type === "leg.opened" && !event.standsBy)
        at.tracks.open(CALL.callKey, event.speaker, FORMAT).write(new Uint8Array(16_000));
      at.audio.heardHere(CALL, event);
      by.audio.beforeEvent(CALL.callKey, event, at.name);
      by.calls.deliver(event);
      await settle();
    },
    /** `by` takes the call of a former owner over. */
    async takeOver(by: Instance) {
      owner = by.name;
      const stored = await store.get(CALL.callKey);
      if (stored === null) throw new Error("nothing is stored");
      const elsewhere = by.audio.takeUp(CALL.callKey);
      clock.increment(20);
      await by.calls.directory.takeUp(stored, { elsewhere: await elsewhere });
      await settle();
    },
  };
}

async function started() {
  const world = fleet();
  const [far, owner] = [world.instance("far"), world.instance("owner")];
  await world.hear(far, owner, openLeg("a", "agent"));
  return { ...world, far, owner };
}

test("a chart at the owner commands the recogniser beside the audio, and hears its facts", async () => {
  const { far, owner, settle } = await started();
  expect(far.did).toEqual(["agent begins", "agent open"]);
  expect(owner.did).toEqual([]);
  expect(owner.calls.view()?.participants.agent).toBe("recognizing");
  far.reports.get("agent")?.({ type: "stream.full", stream: 1 });
  await settle();
  expect(far.did.at(-1)).toBe("agent cut");
});

test("what a call asks of a leg reaches the leg's instance", async () => {
  const { far, owner, settle } = await started();
  owner.calls.deliver({ type: "call.end", reason: "a wish" });
  await settle();
  expect(far.commands).toMatchObject([{ type: "leg.close", legId: "a", reason: "disconnect" }]);
});

test("an owner that stood still past its lock closes no account of a call that another one has", async () => {
  const world = await started();
  const { far, owner, epochs, settle } = world;
  owner.calls.clock.increment(5_000);
  await settle();
  epochs.set("owner", 1).set("far", 2).set("next", 3);
  owner.calls.deliver({ type: "call.end", reason: "a wish" });
  await settle();
  expect(Object.keys(far.tracks.ledgers(CALL.callKey))).toEqual(["agent"]);
  const next = world.instance("next");
  const taken = next.audio.takeUp(CALL.callKey);
  world.clock.increment(20);
  await taken;
  expect(Object.keys(await next.audio.release(CALL.callKey))).toEqual(["agent"]);
});

test("accounts of other instances are sampled, and closed with the call", async () => {
  const { clock, far, owner, hear, settle } = await started();
  clock.increment(2_000);
  await settle();
  expect(owner.audio.ledgers(CALL.callKey).agent?.receivedMs).toBe(1_000);
  expect(owner.audio.hearing(CALL.callKey, { speaker: "agent", isText: false })).toBeDefined();
  expect(owner.audio.stepsOf(CALL.callKey)).toBe(1);
  await hear(far, owner, closeLeg("a", "agent"));
  owner.calls.deliver({ type: "call.end", reason: "a wish" });
  await settle();
  await settle();
  expect(owner.calls.log.at(-1)).toBe("ended");
  const row = (await owner.calls.store.get(CALL.callKey))?.summary;
  expect(row).toMatchObject({ live: false });
  expect(far.tracks.size).toBe(0);
});

test("a new owner finds legs and recognisers where they are, and the stream goes on", async () => {
  const { far, owner, instance, kill, clock, takeOver, settle } = await started();
  owner.calls.clock.increment(5_000);
  await settle();
  const next = instance("next");
  kill(owner);
  await takeOver(next);
  expect(next.calls.view()).toMatchObject({ media: "streaming", participants: { agent: "recognizing" } });
  expect(far.did).toEqual(["agent begins", "agent open", "agent open"]);
  clock.increment(2_000);
  await settle();
  expect(next.audio.ledgers(CALL.callKey).agent?.receivedMs).toBe(1_000);
  next.calls.deliver({ type: "call.end", reason: "a wish" });
  await settle();
  expect(far.commands).toMatchObject([{ type: "leg.close", legId: "a" }]);
});

test("a stream goes on under the next owner, too, where the former one leaves", async () => {
  const { far, owner, instance, takeOver, settle } = await started();
  const next = instance("next");
  owner.audio.leave(CALL.callKey);
  await owner.calls.directory.leave(CALL.callKey, false);
  await settle();
  expect(far.did).toEqual(["agent begins", "agent open"]);
  await takeOver(next);
  expect(far.did).toEqual(["agent begins", "agent open", "agent open"]);
  expect(next.calls.view()).toMatchObject({ media: "streaming", participants: { agent: "recognizing" } });
});

test("a leg that died with the owner is recognised where it is back, also after the take-over", async () => {
  const { owner, instance, hear, kill, takeOver, settle } = await started();
  await hear(owner, owner, openLeg("c", "customer"));
  owner.calls.clock.increment(5_000);
  await settle();
  const [next, third] = [instance("next"), instance("third")];
  kill(owner);
  await takeOver(next);
  expect(next.calls.view()?.participants.customer).toBe("paused");
  await hear(third, next, openLeg("c2", "customer"));
  expect(third.did).toEqual(["customer begins", "customer open"]);
  expect(next.calls.view()?.participants.customer).toBe("recognizing");
});

test("a speaker who comes back elsewhere is drained there, then recognised here, in one account", async () => {
  const { far, owner, instance, hear, clock, settle } = await started();
  const other = instance("other");
  await hear(other, owner, openLeg("a2", "agent"));
  expect(other.did).toEqual([]);
  await hear(far, owner, closeLeg("a", "agent"));
  expect(far.did.slice(2)).toEqual(["agent halfClose", "agent stops"]);
  expect(other.did).toEqual(["agent begins", "agent open"]);
  expect(owner.calls.view()?.participants.agent).toBe("recognizing");
  clock.increment(2_000);
  await settle();
  expect(owner.audio.ledgers(CALL.callKey).agent?.receivedMs).toBe(2_000);
});

test("what a leg brought after it was asked to go is recognised where it is back, and not where it was", async () => {
  const { far, owner, instance, hear } = await started();
  const other = instance("other");
  const leg = far.asides.open(CALL.callKey, "agent", FORMAT);
  leg.leave?.();
  leg.write(new Uint8Array(3_200));
  await hear(far, owner, closeLeg("a", "agent"));
  expect(owner.calls.view()?.participants.agent).toBe("paused");
  expect([far.did, far.audio.isAtRest()]).toEqual([["agent begins", "agent open"], false]);
  await hear(other, owner, openLeg("a2", "agent"));
  expect(far.did.slice(2)).toEqual(["agent halfClose", "agent stops"]);
  expect(other.did).toEqual(["agent begins", "agent open"]);
  expect(far.tracks.ledgers(CALL.callKey).agent?.receivedMs).toBe(1_000);
  expect(other.tracks.ledgers(CALL.callKey).agent?.receivedMs).toBe(1_200);
});

test("where the leg does not come back, its last audio is recognised where it was, before the half-close", async () => {
  const { far, owner, hear, clock, settle } = await started();
  const leg = far.asides.open(CALL.callKey, "agent", FORMAT);
  leg.leave?.();
  leg.write(new Uint8Array(3_200));
  await hear(far, owner, closeLeg("a", "agent"));
  clock.increment(5_000);
  expect(far.tracks.ledgers(CALL.callKey).agent?.receivedMs).toBe(1_200);
  await settle();
  expect(far.did.slice(2)).toEqual(["agent halfClose"]);
});

test("with an instance that is gone its legs have closed, and their call waits for them", async () => {
  const { far, owner, kill, settle } = await started();
  kill(far);
  for (const { event } of owner.audio.lost("far")) owner.calls.deliver(event);
  owner.audio.afterLost("far");
  await settle();
  expect(owner.calls.view()).toMatchObject({ media: "draining", participants: { agent: "paused" } });
});

/** The customer is heard by a leg of one agent, and that of another agent waits for its turn on another instance. */
async function rivalled() {
  const world = fleet();
  const [first, second, owner] = [world.instance("first"), world.instance("second"), world.instance("owner")];
  await world.hear(first, owner, openLeg("c1", "customer"));
  const waiting = second.tracks.open(CALL.callKey, "customer", FORMAT);
  waiting.standBy();
  waiting.write(new Uint8Array(16_000));
  await world.hear(second, owner, { ...openLeg("c2", "customer"), standsBy: true });
  return { ...world, first, second, owner, waiting };
}

test("a leg that waits on another instance goes on where the heard one ended, and is recognised there", async () => {
  const { first, second, owner, waiting, clock, hear, settle } = await rivalled();
  expect(second.did).toEqual([]);
  clock.increment(1_000);
  waiting.write(new Uint8Array(16_000));
  await hear(first, owner, closeLeg("c1", "customer"));
  await settle();
  const [turn] = second.commands;
  expect(turn).toMatchObject({ type: "leg.takeOver", legId: "c2", until: { atMs: 0 } });
  if (turn?.type === "leg.takeOver") waiting.takeOver(turn.until);
  expect(second.tracks.ledgers(CALL.callKey).customer).toMatchObject({ receivedMs: 1_000 });
  expect(first.did.slice(-2)).toEqual(["customer halfClose", "customer stops"]);
  expect(second.did).toEqual(["customer begins", "customer open"]);
});

test("a heard leg that falls silent gives its turn to one that waits on another instance", async () => {
  const { first, second, clock, settle } = await rivalled();
  for (let second = 0; second < 12; second += 1) {
    clock.increment(1_000);
    await settle();
  }
  expect(first.commands).toEqual([{ type: "leg.standBy", legId: "c1" }]);
  expect(second.commands.map(({ type }) => type)).toEqual(["leg.takeOver"]);
  expect(second.did).toEqual(["customer begins", "customer open"]);
});
