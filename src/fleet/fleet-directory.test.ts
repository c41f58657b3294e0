/** Calls have one owner among instances, whatever happens to these: no event is lost, and none is heard twice. */
import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CALL, closeLeg, openLeg } from "../../test/support/call-fixture.ts";
import { eventually } from "../../test/support/eventually.ts";
import {
  LONG_LOCK_MS,
  openFleetScene,
  type SceneInstance,
  SHORT_LOCK_MS,
} from "../../test/support/fleet-scene.ts";
import { redisServerPath, redisSkipNote, startRedisServer } from "../../test/support/redis-server.ts";
import { describeFleet } from "../../test/support/use-fleet-scene.ts";
import type { CallEvent } from "../actors/call/events.ts";

const gap = (gapMs: number): CallEvent => ({
  ...{ type: "audio.gap", legId: "a", speaker: "agent", gapMs, reason: "sendTime" },
});
const upTo = (count: number) => Array.from({ length: count }, (_, place) => place + 1);

describeFleet("fleet", (scene, look) => {
  /** The gaps that a call has heard of, in its order, as its history has them. */
  async function heard(): Promise<unknown[]> {
    const lines = await scene.storage.calls.readHistory(CALL.callKey, 10_000);
    return lines.filter(({ event }) => event === "audio.gap").map(({ detail }) => detail?.["gapMs"]);
  }

  async function expectHeard(gaps: unknown[]): Promise<void> {
    await eventually(async () => {
      await (await scene.owner()).store();
      expect(await heard()).toEqual(gaps);
    });
  }

  async function begun({ count = 3, lockMs = LONG_LOCK_MS } = {}): Promise<{
    owner: SceneInstance;
    others: SceneInstance[];
  }> {
    const all = await Promise.all(Array.from({ length: count }, () => scene.start({ lockMs })));
    expect(await all[0]?.fleet.send(CALL, openLeg("a", "agent"))).toBe("taken");
    const owner = await scene.owner();
    return { owner, others: all.filter((one) => one !== owner) };
  }

  test("a call has one owner, which hears what any instance sends, each sender's events in order", async () => {
    const { owner, others } = await begun();
    const [one, other] = others;
    for (const n of upTo(20)) {
      void one?.fleet.send(CALL, gap(n));
      void other?.fleet.sendTo(CALL.callKey, gap(100 + n));
      void owner.fleet.send(CALL, gap(200 + n));
    }
    await eventually(async () => {
      await owner.store();
      expect(await heard()).toHaveLength(60);
    });
    const gaps = (await heard()) as number[];
    for (const from of [0, 100, 200]) {
      expect(gaps.filter((n) => n > from && n <= from + 100)).toEqual(upTo(20).map((n) => from + n));
    }
    for (const { calls } of others) expect(calls.view()).toBeNull();
    expect(one?.fleet.ownerOf(CALL.callKey)).toBe(owner.id);
  });

  test("two instances that begin the same call at once have one call", async () => {
    const lockMs = LONG_LOCK_MS;
    const all = await Promise.all([scene.start({ lockMs }), scene.start({ lockMs })]);
    await Promise.all(
      all.flatMap(({ fleet }, n) => [
        fleet.send(CALL, openLeg(`leg${n}`, n === 0 ? "agent" : "customer")),
        fleet.send(CALL, gap(n)),
      ]),
    );
    const owner = await scene.owner();
    await eventually(() => owner.calls.directory.get(CALL.callKey)?.report().legs.length === 2);
    expect(all.filter(({ calls }) => calls.view() !== null)).toEqual([owner]);
    await eventually(async () => {
      await owner.store();
      expect(((await heard()) as number[]).sort()).toEqual([0, 1]);
    });
  });

  test("an event that begins none finds no call, and none when the call is over; a new one begins after that", async () => {
    const { owner, others } = await begun({ count: 2 });
    const [other] = others;
    expect(await other?.fleet.sendTo("another", gap(1))).toBe("unknown");
    owner.calls.deliver({ type: "call.end", reason: "a wish" });
    await eventually(() => owner.calls.log.includes("ended"));
    await eventually(async () => expect(await other?.fleet.sendTo(CALL.callKey, gap(2))).toBe("unknown"));
    expect(await look().keys(scene.keysOf("*:mail"))).toEqual([]);
    expect(await other?.fleet.send(CALL, openLeg("b", "customer"))).toBe("taken");
    const next = await scene.owner();
    await eventually(() => next.calls.directory.get(CALL.callKey)?.report().legs.length === 1);
  });

  test("who takes a call over is told so once the call has heard the mail that waited for it", async () => {
    const owned: unknown[] = [];
    const next = () =>
      scene.start({ lockMs: SHORT_LOCK_MS, hooks: { owned: () => void owned.push(reason()) } });
    const reason = () => other.calls.directory.get(CALL.callKey)?.summary().endReason;
    const first = await scene.start({ lockMs: SHORT_LOCK_MS });
    expect(await first.fleet.send(CALL, openLeg("a", "agent"))).toBe("taken");
    await scene.owner();
    await first.store();
    const sender = await scene.start({ lockMs: SHORT_LOCK_MS, maxCalls: 0 });
    await first.kill();
    const ended: CallEvent = { type: "call.end", reason: "a wish" };
    expect(await sender.fleet.sendTo(CALL.callKey, ended)).toBe("taken");
    const other = await next();
    await eventually(() => other.calls.log.includes("ended") || owned.length > 0);
    expect(owned.every((seen) => seen === "a wish")).toBe(true);
  });

  test("when the owner dies another goes on with exactly the next event", async () => {
    const { owner, others } = await begun({ lockMs: SHORT_LOCK_MS });
    const [one] = others;
    for (const n of upTo(5)) await one?.fleet.send(CALL, gap(n));
    await expectHeard(upTo(5));
    // Handled by an owner that dies before it stores what came of them.
    for (const n of [6, 7]) await one?.fleet.send(CALL, gap(n));
    await owner.kill();
    for (const n of [8, 9]) expect(await one?.fleet.send(CALL, gap(n))).toBe("taken");
    const next = await scene.owner();
    expect(next).not.toBe(owner);
    await expectHeard(upTo(9));
  });

  test("legs, desktops and speakers that others have are asked for before the call goes on", async () => {
    const elsewhere = async () => ({ legs: ["a"], speakers: [], desktops: [], applications: [] });
    const hooks = { elsewhere };
    const all = await Promise.all([scene.start({ hooks }), scene.start({ hooks })]);
    await all[0]?.fleet.send(CALL, openLeg("a", "agent"));
    const owner = await scene.owner();
    await owner.store();
    await owner.kill();
    const next = await scene.owner();
    expect(next.calls.view()?.media).toBe("streaming");
  });

  test("mail that comes while a call is taken over waits until the call is there", async () => {
    const { owner } = await begun({ count: 1, lockMs: SHORT_LOCK_MS });
    await owner.store();
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const elsewhere = async () => {
      asked.resolve();
      await answered.promise;
      return { legs: ["a"], speakers: [], desktops: [], applications: [] };
    };
    const { fleet } = await scene.start({ hooks: { elsewhere } });
    await owner.kill();
    await asked.promise;
    const sent = [1, 2].map((n) => fleet.send(CALL, gap(n)));
    await eventually(async () => {
      const [mail = ""] = await look().keys(scene.keysOf("*:mail"));
      expect(await look().xlen(mail)).toBe(1);
    });
    // Its mail would be read before this answer comes.
    await fleet.placeOf(CALL.callKey);
    answered.resolve();
    expect(await Promise.all(sent)).toEqual(["taken", "taken"]);
    await expectHeard([1, 2]);
  });

  test("an owner that is stopped past its lock can store nothing any more, and stops when it learns of it", async () => {
    // It has no place for a second job: as one that is stopped, it does not take its own up again.
    const paused = await scene.start({ lockMs: LONG_LOCK_MS, maxCalls: 1 });
    await paused.fleet.send(CALL, openLeg("a", "agent"));
    await eventually(() => paused.calls.view() !== null);
    await paused.store();
    const other = await scene.start();
    // Its lock has run out, as after a stop; its next renewal is minutes away.
    await look().del(...(await look().keys(scene.keysOf("*:lock"))));
    await eventually(() => other.calls.view() !== null);
    await other.fleet.send(CALL, gap(2));
    paused.calls.deliver(gap(1));
    paused.calls.deliver({ type: "call.end", reason: "a wish" });
    await eventually(() => paused.calls.log.includes("ended"));
    await eventually(async () => {
      await other.store();
      expect(await heard()).toEqual([2]);
    });
    expect((await scene.storage.calls.get(CALL.callKey))?.endedAtMs).toBeNull();
    expect(other.calls.view()).not.toBeNull();
    await paused.kill();
  });

  test("an owner whose lock is lost learns of it and drops the call", async () => {
    const { owner, others } = await begun({ count: 2, lockMs: SHORT_LOCK_MS });
    await owner.store();
    await look().del(...(await look().keys(scene.keysOf("*:lock"))));
    const havingIt = () => [owner, ...others].filter(({ calls }) => calls.view() !== null);
    // Its new owner may be the same instance again.
    await eventually(() => {
      expect(havingIt().map(({ fleet }) => fleet.ownershipOf(CALL.callKey)?.epoch)).toEqual([2]);
    });
    for (const n of upTo(3)) await owner.fleet.send(CALL, gap(n));
    await expectHeard(upTo(3));
  });

  test("an instance that leaves hands its call over with all that it heard, and no call waits for a lock", async () => {
    const first = await scene.start({ lockMs: LONG_LOCK_MS });
    await first.fleet.send(CALL, openLeg("a", "agent"));
    await eventually(() => first.calls.view() !== null);
    const second = await scene.start({ lockMs: LONG_LOCK_MS });
    for (const n of upTo(5)) await first.fleet.send(CALL, gap(n));
    await first.store();
    const closing = first.close();
    for (const n of [6, 7]) await second.fleet.send(CALL, gap(n));
    await closing;
    await eventually(() => second.calls.view() !== null);
    await second.fleet.send(CALL, gap(8));
    await expectHeard(upTo(8));
  });

  test("what an instance that leaves has sent to calls elsewhere reaches them", async () => {
    const { others } = await begun({ count: 2 });
    const [other] = others;
    for (const n of upTo(20)) void other?.fleet.sendTo(CALL.callKey, gap(n));
    await other?.fleet.close();
    await expectHeard(upTo(20));
  });

  test("an operator's action reaches the call on another instance", async () => {
    const { owner, others } = await begun({ count: 2 });
    const act = (action: "call.end" | "supervise" = "call.end") =>
      others[0]?.fleet.act(CALL.callKey, { action }, "operator@example.com");
    expect(await act("supervise")).toEqual({ outcome: "done" });
    expect(await act()).toEqual({ outcome: "done" });
    await eventually(() => owner.calls.log.includes("ended"));
    await eventually(async () => expect(await act()).toEqual({ outcome: "unknown" }));
  });

  test("a line for a call elsewhere is in its history, before and after its end", async () => {
    const { owner, others } = await begun({ count: 2 });
    const note = (detail: string) =>
      others[0]?.fleet.note(CALL.callKey, { actor: "call", event: "history.omitted", detail: { detail } });
    const noted = async () =>
      (await scene.storage.calls.readHistory(CALL.callKey, 1_000))
        .filter(({ event }) => event === "history.omitted")
        .map(({ detail }) => detail?.["detail"]);
    await note("living");
    await eventually(async () => {
      await owner.store();
      expect(await noted()).toEqual(["living"]);
    });
    owner.calls.deliver(closeLeg("a", "agent"));
    owner.calls.deliver({ type: "call.end", reason: "a wish" });
    await eventually(() => owner.calls.log.includes("ended"));
    await eventually(async () => expect(await others[0]?.fleet.sendTo(CALL.callKey, gap(1))).toBe("unknown"));
    await note("over");
    expect(await noted()).toEqual(["living", "over"]);
  });
});

test.skipIf(redisServerPath === null)(
  `a Redis that restarts moves no call and loses no event${redisSkipNote}`,
  async () => {
    const keepIn = await mkdtemp(join(tmpdir(), "fleet-"));
    const redis = await startRedisServer({ keepIn });
    const scene = await openFleetScene(redis.url);
    const [one, other] = await Promise.all([
      scene.start({ lockMs: LONG_LOCK_MS }),
      scene.start({ lockMs: LONG_LOCK_MS }),
    ]);
    await one?.fleet.send(CALL, openLeg("a", "agent"));
    const owner = await scene.owner();
    const sender = owner === one ? other : one;
    // Before it has read all its mail, what is for the call would wait for Redis.
    await eventually(() => owner.fleet.ownerOf(CALL.callKey) === owner.id);
    await redis.kill();
    const sent = upTo(20).flatMap((n) => [
      sender.fleet.send(CALL, gap(n)),
      owner.fleet.send(CALL, gap(100 + n)),
    ]);
    expect(await sent[1]).toBe("taken");
    const again = await startRedisServer({ port: redis.port, keepIn });
    expect(await Promise.all(sent)).toEqual(sent.map(() => "taken"));
    await eventually(async () => {
      await owner.store();
      const lines = await scene.storage.calls.readHistory(CALL.callKey, 1_000);
      const gaps = lines.flatMap(({ event, detail }) =>
        event === "audio.gap" ? [Number(detail?.["gapMs"])] : [],
      );
      expect(gaps.filter((n) => n <= 20)).toEqual(upTo(20));
      expect(gaps.filter((n) => n > 100)).toEqual(upTo(20).map((n) => 100 + n));
    });
    expect(await scene.owner()).toBe(owner);
    await scene.close();
    await again.close();
    await rm(keepIn, { recursive: true, force: true });
  },
);
