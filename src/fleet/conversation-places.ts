/**
 * Which instance has a conversation whose requests land anywhere, on Redis, and by which session they name it. One whose
 * instance is gone belongs to nobody.
 */
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import { insist } from "../base/insist.ts";
import { hashKey } from "../storage/key-hash.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";

/** Longer than any conversation; one that ends gives its place up. */
const TIME_TO_LIVE_MS = 26 * 3_600_000;

/** Takes the place if it is free, or another's who is known to be gone (ARGV[3]). Answers who has it. */
const CLAIM_SCRIPT = `
local has = redis.call("GET", KEYS[1])
if has and has ~= ARGV[3] then return has end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return ARGV[1]`;

const RELEASE_SCRIPT = `
if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end
return 0`;

export interface PlacesOptions {
  redis: RedisClient;
  keyPrefix?: string | undefined;
  instanceId: string;
  lives(instance: string): Promise<boolean>;
  clock: Clock;
}

/** A connection that was cut is back sooner. A sender who waits for an answer must not wait for long. */
const AWAY_MS = 3_000;

/** Rejects with STORAGE_FAILED (retryable) where Redis stays away. */
export function redisPlaces({ redis, keyPrefix = "sidetone", instanceId, lives, clock }: PlacesOptions) {
  const keyOf = (id: string) => `${keyPrefix}:fleet:conversation:1:${hashKey(id)}`;
  const sessionKeyOf = (session: string) => `${keyPrefix}:fleet:session:1:${hashKey(session)}`;
  /** Each may be said twice. */
  const reach = <T>(work: () => Promise<T>): Promise<T> =>
    insist(work, { clock, forMs: AWAY_MS }).catch((cause: unknown) => {
      throw new SidetoneError("STORAGE_FAILED", "Redis is away", { retryable: true, cause });
    });
  const claim = async (id: string, gone: string): Promise<string> =>
    String(await reach(() => redis.eval(CLAIM_SCRIPT, 1, keyOf(id), instanceId, TIME_TO_LIVE_MS, gone)));
  return {
    /** Returns who has it from now on: this instance, unless another one that lives has it already. */
    async claim(id: string): Promise<string> {
      const has = await claim(id, "");
      return (await lives(has)) ? has : await claim(id, has);
    },
    async find(id: string): Promise<string | null> {
      const has = await reach(() => redis.get(keyOf(id)));
      return has !== null && (await lives(has)) ? has : null;
    },
    /** Nobody has it any more, if this instance had it. */
    async release(id: string): Promise<void> {
      await reach(() => redis.eval(RELEASE_SCRIPT, 1, keyOf(id), instanceId));
    },
    async noteSession(session: string, id: string): Promise<void> {
      await reach(() => redis.set(sessionKeyOf(session), id, "PX", TIME_TO_LIVE_MS));
    },
    findSession: (session: string): Promise<string | null> => reach(() => redis.get(sessionKeyOf(session))),
  };
}
