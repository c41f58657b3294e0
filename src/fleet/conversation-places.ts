/** Which instance has a conversation whose requests land anywhere, on Redis. One whose instance is gone belongs to nobody. */
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
}

/** Rejects with what Redis says. */
export function redisPlaces({ redis, keyPrefix = "sidetone", instanceId, lives }: PlacesOptions) {
  const keyOf = (id: string) => `${keyPrefix}:fleet:conversation:1:${hashKey(id)}`;
  const claim = async (id: string, gone: string): Promise<string> =>
    String(await redis.eval(CLAIM_SCRIPT, 1, keyOf(id), instanceId, TIME_TO_LIVE_MS, gone));
  return {
    /** Returns who has it from now on: this instance, unless another one that lives has it already. */
    async claim(id: string): Promise<string> {
      const has = await claim(id, "");
      return (await lives(has)) ? has : await claim(id, has);
    },
    async find(id: string): Promise<string | null> {
      const has = await redis.get(keyOf(id));
      return has !== null && (await lives(has)) ? has : null;
    },
    /** Nobody has it any more, if this instance had it. */
    async release(id: string): Promise<void> {
      await redis.eval(RELEASE_SCRIPT, 1, keyOf(id), instanceId);
    },
  };
}
