/** Wrong secrets are counted by address and door, in this process or in Redis for all of them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
import { startRedisServer, type TestRedisServer } from "../../test/support/redis-server.ts";
import { createLogger } from "../base/log.ts";
import { type GuessThrottle, openGuessThrottle } from "./guess-throttle.ts";

const logger = createLogger("silent");
const EMBEDDED = { dataDirectory: "memory" };

let redis: TestRedisServer;
const opened: GuessThrottle[] = [];
beforeAll(async () => {
  redis = await startRedisServer();
});
afterEach(() => {
  for (const throttle of opened.splice(0)) throttle.close();
});
afterAll(() => redis.close());

function open(where: "embedded" | "redis", keyPrefix: string = crypto.randomUUID()): GuessThrottle {
  const backend = where === "redis" ? { redisUrl: redis.url, keyPrefix } : EMBEDDED;
  const throttle = openGuessThrottle(backend, { logger });
  opened.push(throttle);
  return throttle;
}

async function wrong(throttle: GuessThrottle, times: number, address: string): Promise<number> {
  let waitMs = 0;
  for (let time = 0; time < times; time += 1) waitMs = await throttle.wrong("bot.token", address);
  return waitMs;
}

describe.each(["embedded", "redis"] as const)("%s", (where) => {
  test("sixty of an address cost nothing, the next ones do, and other addresses notice nothing", async () => {
    const throttle = open(where);
    expect(await wrong(throttle, 60, "a")).toBe(0);
    const waitMs = await wrong(throttle, 1, "a");
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    expect(await wrong(throttle, 1, "b")).toBe(0);
    expect(await throttle.wrong("cti.key", "a")).toBe(0);
  });

  test("invented addresses come to an end", async () => {
    const throttle = open(where);
    for (let index = 0; index < 600; index += 1) await throttle.wrong("bot.token", `address-${index}`);
    expect(await throttle.wrong("bot.token", "another")).toBeGreaterThan(0);
    expect(await throttle.wrong("cti.key", "another")).toBe(0);
  });
});

test("processes on one Redis count together", async () => {
  const first = open("redis", "shared");
  const second = open("redis", "shared");
  // Until it is connected each counts alone.
  await eventually(async () => expect(await wrong(first, 20, "a")).toBeGreaterThan(0));
  await eventually(async () => expect(await wrong(second, 1, "a")).toBeGreaterThan(0));
});

test("while Redis is away this process counts alone", async () => {
  const throttle = openGuessThrottle({ redisUrl: "redis://127.0.0.1:1" }, { logger });
  opened.push(throttle);
  expect(await wrong(throttle, 60, "a")).toBe(0);
  expect(await wrong(throttle, 1, "a")).toBeGreaterThan(0);
});
