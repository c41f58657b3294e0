/** Wrong secrets by address and door: few cost nothing, more are answered slowly. A right one never comes here. */
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { networkOf } from "../base/client-address.ts";
import type { Logger } from "../base/log.ts";
import type { StorageLocation } from "./open-storage.ts";
import { connectRedis, type RedisClient } from "./redis/connect-redis.ts";

export interface GuessThrottle {
  /** Counts a wrong secret. Resolves with milliseconds until it would be one of few again; 0 while it is. Never rejects. */
  wrong(door: string, address: string): Promise<number>;
  close(): void;
}

const WINDOW_SECONDS = 60;
/** A client with an old secret that tries again and again stays below. */
const FREE_PER_ADDRESS = 60;
/** From all addresses together: those beyond it are not told apart any more, which bounds what is kept of them. */
const FREE_PER_DOOR = 600;
const REDIS_DEADLINE_MS = 1_000;

/** Counts in this process, or in Redis for all processes, where there is one; while it is away, here. */
export function openGuessThrottle(backend: StorageLocation, options: { logger: Logger }): GuessThrottle {
  const redis = "redisUrl" in backend ? connect(backend.redisUrl, options.logger) : undefined;
  const prefix = "redisUrl" in backend ? (backend.keyPrefix ?? "sidetone") : "";
  const limiter = (name: string, points: number) => {
    const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: WINDOW_SECONDS });
    if (redis === undefined) return memory;
    return new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${prefix}:wrong:${name}`,
      points,
      duration: WINDOW_SECONDS,
      // A flood does not become one of Redis.
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: memory,
    });
  };
  const doors = limiter("door", FREE_PER_DOOR);
  const addresses = limiter("address", FREE_PER_ADDRESS);
  return {
    wrong: async (door, address) =>
      (await consume(doors, door)) || (await consume(addresses, `${door} ${networkOf(address)}`)),
    close: () => redis?.disconnect(),
  };
}

async function consume(limiter: RateLimiterMemory | RateLimiterRedis, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (caught) {
    // What cannot be counted is taken for too many: those it slows down are wrong in any case.
    return caught instanceof RateLimiterRes ? Math.max(1, caught.msBeforeNext) : WINDOW_SECONDS * 1_000;
  }
}

function connect(redisUrl: string, logger: Logger): RedisClient {
  const redis: RedisClient = connectRedis(redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: REDIS_DEADLINE_MS,
    maxRetriesPerRequest: 0,
  });
  redis.on("error", (error) =>
    logger.debug(
      { reason: "code" in error ? error.code : error.name },
      "wrong secrets are counted in this process only",
    ),
  );
  return redis;
}
