/** Instances that live, leave and die, and the conversations that they have, on a real Redis. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";
import { redisPlaces } from "./conversation-places.ts";
import { connectCommands } from "./fleet-connections.ts";
import { startPresence } from "./presence.ts";

describe.skipIf(redisServerPath === null)(`instances on one Redis${redisSkipNote}`, () => {
  let server: TestRedisServer;
  const connections: RedisClient[] = [];
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(async () => {
    for (const redis of connections) redis.disconnect();
    await server.close();
  });

  /** On a busy machine none counts as gone because it was slow. */
  const GONE_AFTER_MS = 600_000;

  async function instance(instanceId: string, keyPrefix: string, beatMs = 20) {
    const logger = createLogger("silent");
    const redis = connectCommands({ redisUrl: server.url, logger });
    connections.push(redis);
    await eventually(() => redis.status === "ready");
    let laterMs = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + laterMs };
    const times = { beatMs, goneAfterMs: GONE_AFTER_MS };
    const presence = startPresence({ redis, keyPrefix, instanceId, clock, logger, ...times });
    const gone: string[] = [];
    presence.onGone((other) => gone.push(other));
    const places = redisPlaces({ redis, keyPrefix, instanceId, lives: presence.lives, clock: systemClock });
    return {
      ...{ presence, gone, places },
      /** Another one's last beat was long ago, and this one has looked on since. */
      async forgets(other: string) {
        laterMs += GONE_AFTER_MS;
        await redis.zadd(`${keyPrefix}:fleet:instances:1`, 1, other);
      },
      /** As a process that is stopped: its next beat is late by so much. */
      isHeldUp(forMs: number) {
        laterMs += forMs;
      },
      die: () => redis.disconnect(),
      cut: () => redis.disconnect(true),
    };
  }

  test("know each other, hear at once who leaves, and soon who dies", async () => {
    const [a, b, c] = [await instance("a", "one"), await instance("b", "one"), await instance("c", "one")];
    await eventually(() => a.presence.others().length === 2);
    expect([await a.presence.lives("b"), await a.presence.lives("a")]).toEqual([true, true]);
    await b.presence.close();
    await eventually(() => a.gone.includes("b"));
    c.die();
    await a.forgets("c");
    await eventually(() => a.gone.includes("c"));
    expect(a.gone).toEqual(["b", "c"]);
    expect(a.presence.others()).toEqual([]);
    await a.presence.close();
  });

  test("know one that has just begun, before they look again", async () => {
    const never = 3_600_000;
    const a = await instance("a", "three", never);
    await a.presence.looked;
    const b = await instance("b", "three", never);
    await b.presence.looked;
    expect(await b.places.claim("c")).toBe("b");
    expect(a.presence.others()).toEqual([]);
    expect(await a.places.claim("c")).toBe("b");
    expect(a.presence.others()).toEqual(["b"]);
    expect(await a.presence.lives("nobody")).toBe(false);
    await b.presence.close();
    a.presence.look();
    await eventually(() => a.gone.includes("b"));
    await a.presence.close();
    expect(await a.presence.lives("b")).toBe(false);
  });

  test("an instance that says that it leaves is gone at once and once, though it is still in the list", async () => {
    const a = await instance("a", "left");
    await instance("b", "left");
    await eventually(() => a.presence.others().includes("b"));
    a.presence.noteGone("b");
    expect([await a.presence.lives("b"), a.gone]).toEqual([false, ["b"]]);
    await instance("c", "left");
    await eventually(() => a.presence.others().includes("c"));
    expect([a.presence.others(), a.gone]).toEqual([["c"], ["b"]]);
  });

  test("one that was held up for as long as others wait hears that it has returned, once", async () => {
    const a = await instance("a", "held");
    await a.presence.looked;
    let returns = 0;
    a.presence.onReturned(() => {
      returns += 1;
    });
    a.isHeldUp(GONE_AFTER_MS / 2);
    a.presence.look();
    await a.presence.lives("nobody");
    expect(returns).toBe(0);
    a.isHeldUp(GONE_AFTER_MS);
    await eventually(() => expect(returns).toBe(1));
    await a.presence.lives("nobody");
    await a.presence.lives("nobody");
    expect(returns).toBe(1);
    await a.presence.close();
  });

  test("one whose connection to Redis broke while it was held up hears that it has returned, too", async () => {
    const a = await instance("a", "held and cut");
    await a.presence.looked;
    let returns = 0;
    a.presence.onReturned(() => {
      returns += 1;
    });
    // Redis is away for all alike: nobody was taken for gone.
    a.cut();
    await eventually(() => a.presence.redisMs() === null);
    await eventually(() => a.presence.redisMs() !== null);
    expect(returns).toBe(0);
    a.isHeldUp(GONE_AFTER_MS);
    a.cut();
    await eventually(() => a.presence.redisMs() === null);
    await eventually(() => expect(returns).toBe(1));
    await a.presence.lives("nobody");
    expect(returns).toBe(1);
    await a.presence.close();
  });

  test("a conversation is found also where the connection to Redis was cut just then", async () => {
    const a = await instance("a", "cut");
    await a.places.claim("c");
    a.cut();
    expect(await a.places.find("c")).toBe("a");
  });

  test("have a conversation one at a time, and take over that of one who is gone", async () => {
    const [a, b] = [await instance("a", "two"), await instance("b", "two")];
    await Promise.all([a.presence.looked, b.presence.looked]);
    const claims = await Promise.all([a.places.claim("c"), b.places.claim("c")]);
    expect(new Set(claims).size).toBe(1);
    const [has = ""] = claims;
    const [owner, other] = has === "a" ? [a, b] : [b, a];
    expect(await other.places.find("c")).toBe(has);
    await other.places.release("c");
    expect(await owner.places.find("c")).toBe(has);
    owner.die();
    await other.forgets(has);
    await eventually(() => other.gone.includes(has));
    expect(await other.places.find("c")).toBeNull();
    expect(await other.places.claim("c")).not.toBe(has);
    await other.places.release("c");
    expect(await other.places.find("c")).toBeNull();
    await other.presence.close();
  });
});
