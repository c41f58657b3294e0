/** Pub/sub between instances: one channel a topic, subscribed as long as somebody here listens. */
import type { Clock } from "../base/clock.ts";
import { joinedTimers } from "../base/joined-timers.ts";
import type { Logger } from "../base/log.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";
import { messageText, readMessage } from "./message.ts";

/** An idle subscription does not notice that its other end is gone. */
const PING_EVERY_MS = 3_000;

type Listener = (message: unknown, from: string) => void;

export interface ShoutsOptions {
  publisher: RedisClient;
  subscriber: RedisClient;
  channelOf(topic: string): string;
  from: string;
  clock: Clock;
  logger: Logger;
}

export interface Shouts {
  shout(topic: string, message: unknown): void;
  /** Redis counts those who listen; a cluster does so for each server apart. */
  isHeard(topic: string): Promise<boolean>;
  on(topic: string, listener: Listener): () => void;
  /** Resolves when Redis has taken the subscriptions so far. Rejects with what Redis says. */
  listening(): Promise<void>;
  close(): void;
}

export function startShouts(options: ShoutsOptions): Shouts {
  const { publisher, subscriber, channelOf, from, clock, logger } = options;
  const timers = joinedTimers(clock);
  const listeners = new Map<string, Set<Listener>>();
  let timer: unknown;

  function ping(): void {
    timer = timers.setTimeout(() => {
      if (subscriber.status === "ready") subscriber.ping().catch(() => {});
      ping();
    }, PING_EVERY_MS);
  }
  ping();

  subscriber.on("message", (channel: string, text: string) => {
    const sent = readMessage(text);
    if (sent === null || sent.from === from) return;
    for (const listener of [...(listeners.get(channel) ?? [])]) {
      try {
        listener(sent.message, sent.from);
      } catch (caught) {
        logger.error(
          { topic: sent.topic, err: caught },
          "a message of another instance could not be handled",
        );
      }
    }
  });

  return {
    shout(topic, message) {
      const text = messageText({ from, topic, message, number: 0 });
      publisher.publish(channelOf(topic), text).catch(() => {});
    },
    async isHeard(topic) {
      const [, count] = await publisher.pubsub("NUMSUB", channelOf(topic));
      return Number(count) > 0;
    },
    on(topic, listener) {
      const channel = channelOf(topic);
      const heard = listeners.get(channel) ?? new Set();
      if (heard.size === 0) {
        listeners.set(channel, heard);
        subscriber.subscribe(channel).catch(() => {});
      }
      heard.add(listener);
      return () => {
        heard.delete(listener);
        if (heard.size > 0 || listeners.get(channel) !== heard) return;
        listeners.delete(channel);
        subscriber.unsubscribe(channel).catch(() => {});
      };
    },
    // Redis answers one connection in order, and subscriptions come before.
    listening: async () => void (await subscriber.ping()),
    close: () => timers.clearTimeout(timer),
  };
}
