/** Makes BullMQ's two ends, on the embedded database or on Redis, each with the connection options that it needs. */

import {
  createIORedisClient,
  createPostgresBackend,
  type Job,
  type PgPool,
  Queue,
  type QueueOptions,
  RedisConnection,
  type Worker,
  type WorkerOptions,
} from "bullmq";
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import { isCluster } from "../base/redis-address.ts";
import { connectRedis } from "../storage/redis/connect-redis.ts";
import { QueueWorker } from "./queue-worker.ts";

/** A pool on the embedded database that has BullMQ's tables, or the address of Redis. */
export type QueueBackend = { pool: PgPool } | RedisBackend;

export interface RedisBackend {
  redisUrl: string;
  keyPrefix?: string;
}

/** BullMQ's classes are generic over their backend; only this file knows which one it is. */
export type JobQueue = Pick<
  Queue,
  | "add"
  | "clean"
  | "close"
  | "disconnect"
  | "getFailed"
  | "getJob"
  | "getJobCounts"
  | "getJobs"
  | "waitUntilReady"
> & { on(event: "error", listener: (error: Error) => void): unknown };

/** See JobQueue. */
export type JobWorker<Data> = Pick<
  Worker<Data>,
  "cancelJob" | "close" | "pause" | "resume" | "waitUntilReady"
> & {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "completed", listener: (job: Job<Data>) => void): unknown;
  on(event: "failed", listener: (job: Job<Data> | undefined, error: Error) => void): unknown;
  on(event: "lockRenewalFailed", listener: (jobIds: string[]) => void): unknown;
};

/** BullMQ keeps 10,000 notes of what happened to jobs for listeners, of which there are none here. */
const STREAMS = { events: { maxLen: 100 } };
/** The embedded database tells of each job, so that asking is only for a notice that was lost; each time is some 3 ms of processor time. */
const ASK_EMBEDDED_AFTER_S = 60;
/** Of the time between two looks for stalled jobs, in which BullMQ lets only one worker look: a little less, for no look is quite in time. */
const ONE_LOOK_SHARE = 0.75;
const RECONNECT = { firstMs: 100, maxMs: 2_000 };
/** Redis may leave a worker's question for the next job unanswered for 10 s. */
const WORKER_SILENCE_MS = 15_000;

/** The accepting end. While Redis is away it fails at once, because a sender waits for the answer. */
export function makeQueue(
  name: string,
  backend: QueueBackend,
  options: Omit<QueueOptions, "connection" | "prefix" | "streams">,
): JobQueue {
  if ("pool" in backend) {
    return new Queue(name, { ...options, streams: STREAMS, connection: backend.pool }, createPostgresBackend);
  }
  const connection = {
    ...redisOptions(backend),
    ...{ enableOfflineQueue: false, maxRetriesPerRequest: 0 },
    // BullMQ asks once, and where the connection breaks just then the queue would take nothing any more.
    skipVersionCheck: true,
  };
  return new Queue(name, { ...options, streams: STREAMS, connection, prefix: redisPrefix(backend) });
}

type MadeWorkerOptions = Pick<
  WorkerOptions,
  "concurrency" | "lockDuration" | "maxStalledCount" | "settings"
> & {
  /** Between two looks for jobs whose worker died. */
  stalledInterval: number;
  clock: Clock;
};

/** The working end. It waits for its backend as long as it takes. */
export function makeWorker<Data>(
  name: string,
  backend: QueueBackend,
  process: (job: Job<Data>, token?: string, lost?: AbortSignal) => Promise<void>,
  { clock, stalledInterval: intervalMs, ...options }: MadeWorkerOptions,
): JobWorker<Data> {
  const stalledInterval = Math.floor(intervalMs * ONE_LOOK_SHARE);
  const common = { ...options, skipStalledCheck: true, stalledInterval };
  if ("pool" in backend) {
    const embedded = { ...common, drainDelay: ASK_EMBEDDED_AFTER_S, connection: backend.pool };
    const worker = new QueueWorker(name, process, embedded, createPostgresBackend);
    worker.lookForStalled({ intervalMs, clock, isAlone: true });
    return worker;
  }
  const connection = {
    ...redisOptions(backend),
    ...{ maxRetriesPerRequest: null, socketTimeout: WORKER_SILENCE_MS },
  };
  const worker = new QueueWorker(name, process, { ...common, connection, prefix: redisPrefix(backend) });
  worker.lookForStalled({ intervalMs, clock, isAlone: false });
  return worker;
}

// BullMQ makes its connections, two for a worker, and ends them; all of them are of the form that REDIS_URL has.
RedisConnection.clientFactory = ({ redisUrl, retryStrategy, socketTimeout, ...options }) => {
  const { enableOfflineQueue, maxRetriesPerRequest } = options;
  const own = { retryStrategy, socketTimeout, enableOfflineQueue, maxRetriesPerRequest };
  return createIORedisClient(connectRedis(redisUrl, own));
};

function redisOptions(backend: RedisBackend) {
  return {
    redisUrl: backend.redisUrl,
    retryStrategy: (attempt: number) => backOffMs(attempt, RECONNECT),
  };
}

function redisPrefix(backend: RedisBackend): string {
  const { redisUrl, keyPrefix = "sidetone" } = backend;
  // All keys of a queue are one hash slot's.
  return isCluster(redisUrl) && !keyPrefix.includes("{") ? `{${keyPrefix}}:jobs` : `${keyPrefix}:jobs`;
}
