/**
 * Connections to Redis in each of the forms that REDIS_URL has: one server, the master that Sentinels name, or a cluster.
 * Forms of Redis' own: https://github.com/redis/ioredis#sentinel and #cluster.
 */
import type { EventEmitter } from "node:events";
import { Cluster, Redis, type RedisOptions } from "ioredis";
import { readRedisAddress } from "../../base/redis-address.ts";

type Differing = keyof EventEmitter | "options" | "connect" | "duplicate" | "status";

/** What a server's and a cluster's connection have in common. A cluster's commands have keys of one hash slot each. */
export type RedisClient = Pick<Redis, Exclude<keyof Redis & keyof Cluster, Differing>> & {
  readonly status: Redis["status"] | Cluster["status"];
  on(event: "ready" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "message", listener: (channel: string, text: string) => void): unknown;
};

/** A connection on which nothing comes for so long though an answer is due is replaced: its host may have lost its power. */
export const SILENCE_MS = 6_000;

type RetryStrategy = NonNullable<RedisOptions["retryStrategy"]>;

export type RedisClientOptions = Pick<
  RedisOptions,
  "commandTimeout" | "connectTimeout" | "enableOfflineQueue" | "lazyConnect" | "maxRetriesPerRequest"
> & {
  retryStrategy?: RetryStrategy | undefined;
  /** Longer than any answer that is due may take; SILENCE_MS otherwise. */
  socketTimeout?: number | undefined;
};

/** `redisUrl` may carry a password: never logged. Throws CONFIG_INVALID where it has no known form. */
export function connectRedis(
  redisUrl: string,
  { socketTimeout = SILENCE_MS, ...further }: RedisClientOptions,
): Redis | Cluster {
  const options = { ...further, socketTimeout };
  const address = readRedisAddress(redisUrl);
  if (address.kind === "server") return new Redis(address.url, options);
  const { retryStrategy, enableOfflineQueue = true, lazyConnect = false, ...perNode } = options;
  const { username, password, isTls } = address;
  const access = { ...(username && { username }), ...(password && { password }), ...(isTls && { tls: {} }) };
  if (address.kind === "cluster") {
    return new Cluster([...address.hosts], {
      redisOptions: { ...access, ...perNode },
      enableOfflineQueue,
      lazyConnect,
      ...(retryStrategy && { clusterRetryStrategy: retryStrategy }),
      // Certificates name hosts, not what these resolve to.
      ...(isTls && { dnsLookup: (host, done) => done(null, host) }),
    });
  }
  const { hosts, name, db, sentinelUsername, sentinelPassword } = address;
  return new Redis({
    ...access,
    ...options,
    sentinels: [...hosts],
    name,
    db,
    ...(sentinelUsername && { sentinelUsername }),
    ...(sentinelPassword && { sentinelPassword }),
    ...(isTls && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
    ...(retryStrategy && { sentinelRetryStrategy: retryStrategy }),
    // A former master that is told to follow says so by refusing writes.
    reconnectOnError: (error) => (error.message.startsWith("READONLY") ? 2 : false),
  });
}
