/** The Storage port on Redis. */
import { type Clock, systemClock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { isCluster } from "../../base/redis-address.ts";
import { hashKey } from "../key-hash.ts";
import type {
  AuditLog,
  CallNames,
  CallStore,
  ConversationNames,
  DeliveryLog,
  Episodes,
  ErasedRecords,
  Storage,
  Trends,
} from "../port.ts";
import { partitionPrefixes } from "./call-keys.ts";
import { PartitionedStorage } from "./partitioned-storage.ts";
import { RedisAuditLog } from "./redis-audit-log.ts";
import { RedisCallStore } from "./redis-call-store.ts";
import { RedisDeliveryLog } from "./redis-delivery-log.ts";
import { redisEpisodes } from "./redis-episodes.ts";
import { RedisErasure } from "./redis-erasure.ts";
import { connectStorage, RedisSession } from "./redis-session.ts";
import { RedisTrends } from "./redis-trends.ts";
import { SWEEP_SCRIPT } from "./scripts.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const DEFAULT_TIMEOUT_MS = 5_000;
const SWEEP_BATCH = 500;

export interface RedisStorageOptions {
  redisUrl: string;
  logger: Logger;
  clock?: Clock;
  keyPrefix?: string;
  /** For one command. */
  timeoutMs?: number;
  maxEntriesPerRoom?: number;
  maxAuditEntries?: number;
  maxHistoryPerCall?: number;
  logTimeToLiveMs?: number;
  callTimeToLiveMs?: number;
  nameTimeToLiveMs?: number;
}

/** An index by last touch, what else has its members, and the keys of a member. */
interface SweptIndex {
  index: string;
  further?: string[];
  kinds: string[];
  /** The index of calls by marks. */
  marks?: string;
}

/** Connects first: rejects with STORAGE_FAILED when Redis does not answer. */
export async function openRedisStorage(options: RedisStorageOptions): Promise<Storage> {
  const { redisUrl, logger, keyPrefix = "sidetone", timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { client, firstAnswer, startFailure } = connectStorage({ redisUrl, logger, timeoutMs });
  const open = (prefix: string) => new RedisStorage(new RedisSession(client, prefix), options);
  const storage = isCluster(redisUrl)
    ? new PartitionedStorage(partitionPrefixes(keyPrefix).map(open))
    : open(keyPrefix);
  try {
    await firstAnswer(() => storage.ping(), options.clock ?? systemClock);
    return storage;
  } catch (error) {
    await storage.close();
    throw startFailure(error);
  }
}

export class RedisStorage implements Storage {
  readonly deliveryLog: DeliveryLog;
  readonly calls: CallStore;
  readonly conversationNames: ConversationNames;
  readonly episodes: Episodes;
  readonly audit: AuditLog;
  readonly trends: Trends;
  readonly #audit: RedisAuditLog;
  readonly #erasure: RedisErasure;
  readonly #session: RedisSession;
  readonly #trends: RedisTrends;
  readonly #clock: Clock;

  constructor(session: RedisSession, options: RedisStorageOptions) {
    const clock = options.clock ?? systemClock;
    this.#session = session;
    this.#clock = clock;
    session.client.defineCommand("sidetoneSweep", { lua: SWEEP_SCRIPT });
    this.deliveryLog = new RedisDeliveryLog({
      session,
      clock,
      maxEntriesPerRoom: options.maxEntriesPerRoom ?? 20_000,
      timeToLiveMs: options.logTimeToLiveMs ?? 7 * DAY_MS,
    });
    this.calls = new RedisCallStore({
      session,
      clock,
      timeToLiveMs: options.callTimeToLiveMs ?? 30 * DAY_MS,
      maxHistoryPerCall: options.maxHistoryPerCall ?? 5_000,
    });
    this.#audit = new RedisAuditLog({ session, maxEntries: options.maxAuditEntries ?? 20_000 });
    this.audit = this.#audit;
    this.#erasure = new RedisErasure({ session, audit: this.#audit });
    this.#trends = new RedisTrends({ session, timeToLiveMs: options.callTimeToLiveMs ?? 30 * DAY_MS });
    this.trends = this.#trends;
    this.episodes = redisEpisodes({ session, clock, timeToLiveMs: options.callTimeToLiveMs ?? 30 * DAY_MS });
    this.conversationNames = redisConversationNames(session, clock, options.nameTimeToLiveMs ?? 30 * DAY_MS);
  }

  async sweep(olderThanMs: number): Promise<number> {
    const before = this.#clock.now() - olderThanMs;
    const key = (...parts: string[]) => this.#session.key(...parts);
    await this.#sweepIndex(before, { index: key("rooms"), kinds: ["log", "log-ids"] });
    await this.#sweepIndex(before, { index: key("names"), kinds: ["name"] });
    await this.#sweepIndex(before, { index: key("episodes"), kinds: ["episode"] });
    await this.#audit.sweep(before);
    await this.#erasure.sweep(before);
    await this.#trends.sweep(before);
    const further = [key("calls", "started"), key("calls", "unfinished")];
    const kinds = ["call", "summary", "history"];
    const marks = key("calls", "marked");
    return this.#sweepIndex(before, { index: key("calls", "touched"), further, kinds, marks });
  }

  /** `isKept`: something of the call is known to be kept elsewhere. */
  erase(names: CallNames, isKept = false): Promise<ErasedRecords> {
    return this.#erasure.erase(names, this.#clock.now(), isKept);
  }

  isErased(callKey: string): Promise<boolean> {
    return this.#erasure.isErased(callKey);
  }

  async ping(): Promise<void> {
    await this.#session.run("ping", () => this.#session.client.ping());
  }

  async close(): Promise<void> {
    this.#session.client.disconnect();
  }

  /** Each batch shrinks the index; a batch without removals was touched in between and ends the round. */
  async #sweepIndex(before: number, { index, further = [], kinds, marks }: SweptIndex): Promise<number> {
    const session = this.#session;
    let total = 0;
    for (;;) {
      const members = await session.run("sweep", () =>
        session.client.zrangebyscore(index, "-inf", `(${before}`, "LIMIT", 0, SWEEP_BATCH),
      );
      const removed = await Promise.all(
        members.map(async (member) => {
          const keys = [index, ...further, ...kinds.map((kind) => session.key(kind, member))];
          if (marks !== undefined) keys.push(marks, session.key("marks", member));
          const values = [member, before, further.length, marks === undefined ? 0 : 1];
          const reply = await session.run("sweep", () =>
            session.script("sidetoneSweep", [keys.length, ...keys, ...values]),
          );
          return reply === 1 ? 1 : 0;
        }),
      );
      const count = removed.reduce<number>((sum, one) => sum + one, 0);
      total += count;
      if (members.length < SWEEP_BATCH || count === 0) return total;
    }
  }
}

function redisConversationNames(
  session: RedisSession,
  clock: Clock,
  timeToLiveMs: number,
): ConversationNames {
  return {
    put: async (integrationKey, conversationName) => {
      await session.transact("put name", [
        ["set", session.hashedKey("name", integrationKey), conversationName, "PX", timeToLiveMs],
        ["zadd", session.key("names"), clock.now(), hashKey(integrationKey)],
      ]);
    },
    get: (integrationKey) =>
      session.run("get name", () => session.client.get(session.hashedKey("name", integrationKey))),
    delete: async (integrationKey) => {
      const [removed] = await session.transact("delete name", [
        ["del", session.hashedKey("name", integrationKey)],
        ["zrem", session.key("names"), hashKey(integrationKey)],
      ]);
      return removed === 1;
    },
  };
}
