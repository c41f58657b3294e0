/** The Redis connections of an instance: for commands, for the read that blocks, and for what others shout. */
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import {
  connectRedis,
  type RedisClient,
  type RedisClientOptions,
  SILENCE_MS,
} from "../storage/redis/connect-redis.ts";

const RECONNECT = { firstMs: 50, maxMs: 1_000 };
type Further = Pick<RedisClientOptions, "enableOfflineQueue" | "maxRetriesPerRequest">;

export interface FleetConnections {
  /** It fails at once while Redis is away: its users keep what they want to say. */
  commands: RedisClient;
  reading: RedisClient;
  subscribed: RedisClient;
}

export function connectFleet(options: {
  redisUrl: string;
  logger: Logger;
  onConnection(isConnected: boolean): void;
}): FleetConnections {
  const { logger, onConnection } = options;
  const commands = connectCommands(options);
  let isConnected = false;
  const note = (now: boolean) => {
    if (now === isConnected) return;
    isConnected = now;
    logger.info({ state: now ? "up" : "down" }, "connection of the fleet to Redis");
    onConnection(now);
  };
  commands.on("ready", () => note(true));
  commands.on("close", () => note(false));
  return {
    commands,
    reading: connect(options, { enableOfflineQueue: false }),
    // Subscriptions made while Redis is away are kept, and made again after each loss.
    subscribed: connect(options, { maxRetriesPerRequest: null }),
  };
}

/** It fails at once while Redis is away. */
export function connectCommands(options: { redisUrl: string; logger: Logger }): RedisClient {
  return connect(options, { enableOfflineQueue: false });
}

/** Resolves when commands are taken, at the latest after the deadline. */
export function whenReady(redis: RedisClient, clock: Clock, deadlineMs: number): Promise<void> {
  if (redis.status === "ready") return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimeout(resolve, deadlineMs);
  redis.on("ready", () => {
    clock.clearTimeout(timer);
    resolve();
  });
  return promise;
}

function connect({ redisUrl, logger }: { redisUrl: string; logger: Logger }, further: Further): RedisClient {
  const redis: RedisClient = connectRedis(redisUrl, {
    connectTimeout: SILENCE_MS,
    retryStrategy: (attempt) => backOffMs(attempt, RECONNECT),
    maxRetriesPerRequest: 0,
    ...further,
  });
  redis.on("error", (error) => {
    const reason = "code" in error ? error.code : error.name;
    logger.debug({ reason }, "connection of the fleet to Redis failed");
  });
  return redis;
}
