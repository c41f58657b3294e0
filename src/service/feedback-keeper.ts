/** What agents did with suggestions on Redis, so that each instance writes all that desktops of any instance reported. */
import { SidetoneError } from "../base/errors.ts";
import {
  type FeedbackMemory,
  feedbackOf,
  type KnownFeedback,
  newsIn,
} from "../http/ui-connector/feedback-memory.ts";
import { hashKey } from "../storage/key-hash.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";

/** Longer than any call. */
const TIME_TO_LIVE_MS = 26 * 3_600_000;

/** ARGV: time to live, how many values of `first` follow, these and those of `last`, each after its field's name. */
const MERGE_SCRIPT = `
local place = 3
for _ = 1, ARGV[2] do
  redis.call("HSETNX", KEYS[1], ARGV[place], ARGV[place + 1])
  place = place + 2
end
while ARGV[place] do
  redis.call("HSET", KEYS[1], ARGV[place], ARGV[place + 1])
  place = place + 2
end
redis.call("PEXPIRE", KEYS[1], ARGV[1])
return redis.call("HGETALL", KEYS[1])`;

/** Rejects with STORAGE_FAILED (retryable) while Redis is away. */
export function redisFeedbackMemory(options: { redis: RedisClient; keyPrefix?: string }): FeedbackMemory {
  const { redis, keyPrefix = "sidetone" } = options;
  return {
    async merge(recordKey, item, nowMs) {
      const { first, last } = newsIn(item, nowMs);
      const key = `${keyPrefix}:fleet:feedback:1:${hashKey(recordKey)}`;
      const values = [...Object.entries(first), ...Object.entries(last)].flat();
      const counted = [TIME_TO_LIVE_MS, Object.keys(first).length];
      const reply = await redis.eval(MERGE_SCRIPT, 1, key, ...counted, ...values).catch((cause: unknown) => {
        const options = { cause, retryable: true };
        throw new SidetoneError("STORAGE_FAILED", "feedback cannot be put together without Redis", options);
      });
      const flat = reply as string[];
      const known: Record<string, string> = {};
      for (let at = 0; at < flat.length; at += 2) known[flat[at] ?? ""] = flat[at + 1] ?? "";
      return feedbackOf(known as KnownFeedback, item);
    },
  };
}
