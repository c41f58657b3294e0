/** Operators' sessions that were signed out before their end, for all processes on one Redis. */
import type { Logger } from "../base/log.ts";
import { hashKey } from "./key-hash.ts";
import type { StorageLocation } from "./open-storage.ts";
import { connectRedis, type RedisClient } from "./redis/connect-redis.ts";

/** Sessions are known by their texts, of which only a hash is kept. Nothing rejects. */
export interface SignedOut {
  /** `lifetimeMs`: the rest of the session's time, which it is kept for. */
  note(session: string, lifetimeMs: number): Promise<void>;
  /** False where Redis does not say. */
  has(session: string): Promise<boolean>;
  close(): void;
}

const COMMAND_DEADLINE_MS = 1_000;

/** Undefined where there is one process only, which remembers by itself. Connects at the first question. */
export function openSignedOut(
  location: StorageLocation,
  { logger }: { logger: Logger },
): SignedOut | undefined {
  if (!("redisUrl" in location)) return undefined;
  const { redisUrl, keyPrefix = "sidetone" } = location;
  const redis: RedisClient = connectRedis(redisUrl, {
    lazyConnect: true,
    commandTimeout: COMMAND_DEADLINE_MS,
    maxRetriesPerRequest: 1,
  });
  const tell = (error: Error) =>
    logger.warn(
      { reason: "code" in error ? error.code : error.name },
      "sign-outs count in this process only",
    );
  redis.on("error", tell);
  const keyOf = (session: string) => `${keyPrefix}:signed-out:${hashKey(session)}`;
  return {
    async note(session, lifetimeMs) {
      await redis.set(keyOf(session), "1", "PX", Math.max(1, Math.ceil(lifetimeMs))).catch(tell);
    },
    has: async (session) => (await redis.exists(keyOf(session)).catch(() => 0)) === 1,
    close: () => redis.disconnect(),
  };
}
