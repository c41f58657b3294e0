/** Agents' sessions on Redis, where another instance finds them when their home is gone. */
import type { Logger } from "../base/log.ts";
import { hashKey } from "../storage/key-hash.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";
import type { SessionKeeper } from "../transports/agent-applications/agents.ts";
import type { SessionRecord } from "../transports/agent-applications/session.ts";

/** Longer than any call. */
const TIME_TO_LIVE_MS = 26 * 3_600_000;

export interface SessionKeeperOptions {
  redis: RedisClient;
  keyPrefix?: string;
  logger: Logger;
}

/** `load` rejects with what Redis says. What cannot be kept is logged: it is lost only if this instance is. */
export function redisSessionKeeper({ redis, keyPrefix = "sidetone", logger }: SessionKeeperOptions) {
  const keyOf = (agentId: string) => `${keyPrefix}:fleet:agent:1:{${hashKey(agentId)}}`;
  const kept = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => logger.warn({ err: error }, "an agent's session could not be kept"));
  const keeper: SessionKeeper & { load(agentId: string): Promise<SessionRecord[]> } = {
    save(record) {
      const key = keyOf(record.identity.agentId);
      kept(
        redis
          .hset(key, record.sessionId, JSON.stringify(record))
          .then(() => redis.pexpire(key, TIME_TO_LIVE_MS)),
      );
    },
    remove(agentId, sessionId) {
      kept(redis.hdel(keyOf(agentId), sessionId));
    },
    async load(agentId) {
      const texts = Object.values(await redis.hgetall(keyOf(agentId)));
      const records = texts.map((text) => JSON.parse(text) as SessionRecord);
      // Those of another version's form are left to instances of that version.
      return records.filter(({ v }) => v === 1);
    },
  };
  return keeper;
}
