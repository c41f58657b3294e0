/** Instances that live, leave and die, and the conversations that they have, on a real Redis. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Redis } from "ioredis";
import { eventually } from "../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { redisPlaces } from "./conversation-places.ts";
import { startPresence } from "./presence.ts";

describe.skipIf(redisServerPath === null)(`instances on one Redis${redisSkipNote}`, () => {
  let server: TestRedisServer;
  const connections: Redis[] = [];
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(async () => {
    for (const redis of connections) redis.disconnect();
    await server.close();
  });

  function instance(instanceId: string, keyPrefix: string) {
    const redis = new Redis(server.url, { maxRetriesPerRequest: 0 });
    redis.on("error", () => {});
    connections.push(redis);
    const logger = createLogger("silent");
    const times = { beatMs: 20, goneAfterMs: 400 };
    const presence = startPresence({ redis, keyPrefix, instanceId, clock: systemClock, logger, ...times });
    const gone: string[] = [];
    presence.onGone((other) => gone.push(other));
    const places = redisPlaces({ redis, keyPrefix, instanceId, lives: presence.lives });
    return { presence, gone, places, die: () => redis.disconnect() };
  }

  test("know each other, hear at once who leaves, and soon who dies", async () => {
    const [a, b, c] = [instance("a", "one"), instance("b", "one"), instance("c", "one")];
    await eventually(() => a.presence.others().length === 2);
    expect(a.presence.lives("b") && a.presence.lives("a")).toBe(true);
    await b.presence.close();
    await eventually(() => a.gone.includes("b"));
    c.die();
    await eventually(() => a.gone.includes("c"));
    expect(a.gone).toEqual(["b", "c"]);
    expect(a.presence.others()).toEqual([]);
    await a.presence.close();
  });

  test("have a conversation one at a time, and take over that of one who is gone", async () => {
    const [a, b] = [instance("a", "two"), instance("b", "two")];
    await eventually(() => a.presence.lives("b") && b.presence.lives("a"));
    const claims = await Promise.all([a.places.claim("c"), b.places.claim("c")]);
    expect(new Set(claims).size).toBe(1);
    const [has = ""] = claims;
    const [owner, other] = has === "a" ? [a, b] : [b, a];
    expect(await other.places.find("c")).toBe(has);
    await other.places.release("c");
    expect(await owner.places.find("c")).toBe(has);
    owner.die();
    await eventually(() => other.gone.includes(has));
    expect(await other.places.find("c")).toBeNull();
    expect(await other.places.claim("c")).not.toBe(has);
    await other.places.release("c");
    expect(await other.places.find("c")).toBeNull();
    await other.presence.close();
  });
});
