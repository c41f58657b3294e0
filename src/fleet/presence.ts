/**
 * Which instances live: each says so every second under its id, by Redis' own clock. One that has not for four seconds is
 * gone, unless this instance could not look for as long.
 */
import type { Clock } from "../base/clock.ts";
import { joinedTimers } from "../base/joined-timers.ts";
import type { Logger } from "../base/log.ts";
import { createSignal } from "../base/signal.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";

const BEAT_MS = 1_000;
const GONE_AFTER_MS = 4_000;
/** Instances that did not leave in order are forgotten after so long. */
const FORGOTTEN_AFTER_MS = 60_000;

/** Notes this instance and answers with each one known and how long ago it was noted, in milliseconds. */
const BEAT_SCRIPT = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call("ZADD", KEYS[1], now, ARGV[1])
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now - ARGV[2])
redis.call("PEXPIRE", KEYS[1], ARGV[2])
local known = redis.call("ZRANGE", KEYS[1], 0, -1, "WITHSCORES")
for at = 2, #known, 2 do known[at] = now - known[at] end
return known`;

export interface Presence {
  /** Instances that live, but for this one, as of the last look. */
  others(): readonly string[];
  /** Of one that this instance has not heard of Redis is asked. Never rejects: none lives where Redis does not say. */
  lives(instance: string): Promise<boolean>;
  /** Looks now, as an instance says that it has begun. */
  look(): void;
  /** Hears of an instance that is gone or has left, once. Returns the unsubscribe function. */
  onGone(listener: (instance: string) => void): () => void;
  /**
   * This instance was held up for so long that others took it for gone, and has been noted again. Returns the unsubscribe
   * function.
   */
  onReturned(listener: () => void): () => void;
  /** How long Redis took for the last beat; null while it does not answer. */
  redisMs(): number | null;
  /** Resolves once this instance is noted and has looked, or Redis has not answered for four seconds. */
  looked: Promise<void>;
  /** That instance says that it leaves. */
  noteGone(instance: string): void;
  /** Leaves: others hear of it with their next look, and without Redis after some seconds. */
  close(): Promise<void>;
}

export interface PresenceOptions {
  redis: RedisClient;
  keyPrefix?: string | undefined;
  instanceId: string;
  clock: Clock;
  logger: Logger;
  /** Other ones for tests. */
  beatMs?: number;
  goneAfterMs?: number;
}

export function startPresence(options: PresenceOptions): Presence {
  const { redis, keyPrefix = "sidetone", instanceId, clock, logger } = options;
  const { beatMs = BEAT_MS, goneAfterMs = GONE_AFTER_MS } = options;
  const timers = joinedTimers(clock);
  const key = `${keyPrefix}:fleet:instances:1`;
  const beganMs = clock.now();
  const [gone, returned] = [createSignal<string>(), createSignal<void>()];
  let living = new Set<string>();
  let lookingSinceMs: number | null = null; // After an outage others have to be given time to say that they live.
  let timer: unknown;
  /** Of the instances that said so themselves: they stay in the list until they have left it. */
  const left = new Set<string>();
  let isClosed = false;
  let redisMs: number | null = null;
  let beating: Promise<void> | null = null;
  const hold = createHold(beganMs, goneAfterMs);
  const { promise: looked, resolve: hasLooked } = Promise.withResolvers<void>();

  function judge(known: readonly (string | number)[], nowMs: number): void {
    lookingSinceMs ??= nowMs;
    const mayJudge = nowMs - lookingSinceMs >= goneAfterMs;
    const heard = agesOf(known, instanceId);
    const now = new Set<string>();
    for (const [instance, ageMs] of heard) if (ageMs < goneAfterMs && !left.has(instance)) now.add(instance);
    for (const instance of left) if (!heard.has(instance)) left.delete(instance);
    for (const instance of living) {
      if (now.has(instance)) continue;
      // One that left in order is no longer in the list.
      if (mayJudge || !heard.has(instance)) {
        logger.info({ instance }, "an instance of the fleet is gone");
        queueMicrotask(() => gone.tell(instance));
      } else now.add(instance);
    }
    living = now;
  }

  /** Those that ask at once look together. */
  function beat(): Promise<void> {
    if (isClosed) return Promise.resolve();
    beating ??= beatNow().finally(() => {
      beating = null;
    });
    return beating;
  }

  async function beatNow(): Promise<void> {
    const askedMs = clock.now();
    try {
      const known = await redis.eval(BEAT_SCRIPT, 1, key, instanceId, FORGOTTEN_AFTER_MS);
      redisMs = clock.now() - askedMs;
      if (!isClosed) judge(known as (string | number)[], clock.now());
      hasLooked();
    } catch {
      redisMs = null;
      lookingSinceMs = null;
    }
    hold.beaten(askedMs, clock.now());
    // The connection may have broken meanwhile: then with the first beat on the next one.
    if (redisMs !== null && hold.wasLong()) queueMicrotask(() => returned.tell());
  }

  function repeat(): void {
    timer = timers.setTimeout(() => {
      void beat().then(() => {
        if (clock.now() - beganMs >= goneAfterMs) hasLooked();
        if (!isClosed) repeat();
      });
    }, beatMs);
  }

  // Not before there is a connection, and again with each new one.
  redis.on("ready", () => void beat());
  if (redis.status === "ready") void beat();
  repeat();
  return {
    others: () => [...living],
    async lives(instance) {
      if (instance === instanceId || living.has(instance)) return true;
      await beat();
      return living.has(instance);
    },
    look: () => void beat(),
    onGone: gone.on,
    onReturned: returned.on,
    noteGone(instance) {
      left.add(instance);
      if (living.delete(instance)) gone.tell(instance);
    },
    redisMs: () => redisMs,
    looked,
    async close() {
      isClosed = true;
      timers.clearTimeout(timer);
      await redis.zrem(key, instanceId).catch(() => {});
    },
  };
}

/** Whether this process was held up between or within beats. One that failed counts as one: a Redis that is away keeps others from judging, too. */
function createHold(beganMs: number, longMs: number) {
  let lastMs = beganMs;
  let wasLong = false;
  return {
    beaten(askedMs: number, nowMs: number) {
      wasLong ||= Math.max(askedMs - lastMs, nowMs - askedMs) >= longMs;
      lastMs = nowMs;
    },
    /** Once for each time. */
    wasLong(): boolean {
      const told = wasLong;
      wasLong = false;
      return told;
    },
  };
}

/** In milliseconds, by instance, but for one's own. */
function agesOf(known: readonly (string | number)[], own: string): Map<string, number> {
  const ages = new Map<string, number>();
  for (let at = 0; at < known.length; at += 2) ages.set(String(known[at]), Number(known[at + 1]));
  ages.delete(own);
  return ages;
}
