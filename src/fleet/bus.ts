/** How instances on one Redis talk to each other: to one (kept, in order), to all (may be lost), and with an answer. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { isCluster } from "../base/redis-address.ts";
import { createSignal } from "../base/signal.ts";
import { createListeners } from "../calls/listeners.ts";
import { answering } from "./answering.ts";
import { connectFleet } from "./fleet-connections.ts";
import { startInbox } from "./inbox.ts";
import { newInstanceId } from "./instance-id.ts";
import { Outbox } from "./outbox.ts";
import { startShouts } from "./shouts.ts";

/** A name for what is said, with the type of it. Messages are plain JSON data; a new version may only add fields. */
export interface Topic<Message> {
  readonly name: string;
  /** Never there: it carries the type. */
  readonly message?: Message;
}

export interface AskTopic<Question, Answer> {
  readonly name: string;
  readonly types?: [Question, Answer];
}

/** `from` is an instance id. A listener must not wait: the messages behind it do. */
export type BusListener<Message> = (message: Message, from: string) => void;

export interface Bus {
  /** New for each start of a process. */
  readonly instanceId: string;
  /**
   * Kept in the inbox of that instance: one sender's messages to it arrive once and in order. To this instance itself it
   * does without Redis. Resolves when the inbox has it (nobody need live there any more). While Redis is away it waits:
   * rejects with DEADLINE_EXCEEDED after two minutes, LIMIT_EXCEEDED where too much waits, SHUTTING_DOWN after close().
   */
  tell<Message>(instanceId: string, topic: Topic<Message>, message: Message): Promise<void>;
  /** What `tell` brings; returns the unsubscribe function. */
  on<Message>(topic: Topic<Message>, listener: BusListener<Message>): () => void;
  /** To all other instances that listen now. It may be lost. */
  shout<Message>(topic: Topic<Message>, message: Message): void;
  /** Whether an instance, this one too, listens to such a shout; a cluster does not know, and says yes. Rejects with what Redis says. */
  isHeard<Message>(topic: Topic<Message>): Promise<boolean>;
  /** Returns the unsubscribe function. */
  onShout<Message>(topic: Topic<Message>, listener: BusListener<Message>): () => void;
  /** Resolves when shouts of the topics that have a listener by now are heard. Rejects with what Redis says. */
  listening(): Promise<void>;
  /**
   * Rejects with DEADLINE_EXCEEDED (retryable) when no answer came in time, else with the code and message that the other
   * side threw as a SidetoneError (INTERNAL for anything else, NOT_FOUND where it answers no such question), and with
   * UPSTREAM_UNAVAILABLE once `noteGone` says that the other side is.
   */
  ask<Question, Answer>(
    instanceId: string,
    topic: AskTopic<Question, Answer>,
    question: Question,
    deadlineMs: number,
  ): Promise<Answer>;
  /** That instance answers nothing any more. */
  noteGone(instanceId: string): void;
  /** One for a topic. Returns the function that ends it. */
  onAsk<Question, Answer>(
    topic: AskTopic<Question, Answer>,
    answer: (question: Question, from: string) => Promise<Answer> | Answer,
  ): () => void;
  isConnected(): boolean;
  /** Hears when Redis goes away (false) and when it is back (true). Returns the unsubscribe function. */
  onConnection(listener: (isConnected: boolean) => void): () => void;
  /** Messages that Redis does not have yet. */
  waiting(): number;
  /** Messages to this instance that never arrived, because Redis lost them or its inbox was full. */
  lost(): number;
  close(): Promise<void>;
}

export interface BusOptions {
  /** redis:// or rediss://, may carry a password: never logged. */
  redisUrl: string;
  /** Before every key. */
  keyPrefix?: string;
  clock: Clock;
  logger: Logger;
  instanceId?: string;
}

/** Connects in the background: a Redis that is away keeps messages waiting and nobody from starting. */
export function openBus(options: BusOptions): Bus {
  const { clock, logger, keyPrefix = "sidetone", instanceId = newInstanceId() } = options;
  const inboxOf = (instance: string) => `${keyPrefix}:fleet:{${instance}}:inbox`;
  const connection = createSignal<boolean>();
  const heard = createListeners<{ message: unknown; from: string }>();
  const hear = (from: string, topic: string, message: unknown) => {
    try {
      heard.tell(topic, { message, from });
    } catch (caught) {
      // One listener at fault must not keep others from their messages.
      logger.error({ topic, err: caught }, "a message of another instance could not be handled");
    }
  };
  const { commands, reading, subscribed } = connectFleet({ ...options, onConnection: connection.tell });
  const outbox = new Outbox({ redis: commands, inboxOf, from: instanceId, clock });
  const inbox = startInbox({ redis: reading, key: inboxOf(instanceId), clock, logger, hear });
  const shouts = startShouts({
    publisher: commands,
    subscriber: subscribed,
    channelOf: (topic) => `${keyPrefix}:fleet:shout:${topic}`,
    from: instanceId,
    clock,
    logger,
  });
  const tell: Bus["tell"] = (to, topic, message) => {
    if (to !== instanceId) return outbox.put(to, topic.name, message);
    queueMicrotask(() => hear(instanceId, topic.name, message));
    return Promise.resolve();
  };
  const on: Bus["on"] = <Message>(topic: Topic<Message>, listener: BusListener<Message>) =>
    heard.add(topic.name, ({ message, from }) => listener(message as Message, from));
  const asks = answering({ tell, on, clock });

  return {
    instanceId,
    tell,
    on,
    shout: (topic, message) => shouts.shout(topic.name, message),
    isHeard: async (topic) => isCluster(options.redisUrl) || (await shouts.isHeard(topic.name)),
    onShout: <Message>(topic: Topic<Message>, listener: BusListener<Message>) =>
      shouts.on(topic.name, (message, from) => listener(message as Message, from)),
    listening: shouts.listening,
    ask: asks.ask,
    noteGone: asks.noteGone,
    onAsk: asks.onAsk,
    isConnected: () => commands.status === "ready",
    onConnection: connection.on,
    waiting: () => outbox.waiting(),
    lost: () => inbox.lost(),
    async close() {
      asks.close();
      shouts.close();
      await outbox.close();
      inbox.close();
      for (const redis of [commands, reading, subscribed]) redis.disconnect();
    },
  };
}
