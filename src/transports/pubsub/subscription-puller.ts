/** Keeps one streaming pull alive and acknowledges a message only once it has been stored. */

import { Duration, type PubSub, type Subscription, type SubscriptionOptions } from "@google-cloud/pubsub";
import type { AssistDataType } from "../../assist/google-notification.ts";
import { type BackOff, backOffMs } from "../../base/back-off.ts";
import { createMessageIntake, type MessageCounts, type MessageIntakeOptions } from "./message-intake.ts";
import { codeOf, createPullSight, isAnswered } from "./pull-sight.ts";

/** opening: nobody knows yet. recovering: it broke, was refused, or does not come through, and is tried again. */
export type PullState = "opening" | "pulling" | "recovering" | "closing" | "closed";

/** How one subscription fares. */
export interface SubscriptionHealth extends MessageCounts {
  subscription: string;
  dataType: AssistDataType;
  state: PullState;
  streamErrors: number;
  /** gRPC status code of the last stream error. */
  lastErrorCode: number | null;
  /** The code for which it does not pull now; null while it does, or while nobody knows. */
  faultCode: number | null;
  lastEventAtMs: number | null;
  lastEventAgeMs: number | null;
}

export interface SubscriptionPullerOptions extends MessageIntakeOptions {
  client: PubSub;
  flowControl: { maxMessages: number; maxBytes: number };
  reopen: BackOff;
  closeDeadlineMs: number;
}

export interface SubscriptionPuller {
  health(): SubscriptionHealth;
  /** Stops the stream, waits for messages in flight up to the deadline; the rest goes back to Pub/Sub. */
  close(): Promise<void>;
}

/** The client stops waiting this long before the end of its time, to give back what is left. */
const FINAL_NACK_MS = 1_000;

/** Opens the stream at once and reopens it, with back-off, until closed. */
export function startSubscriptionPuller(options: SubscriptionPullerOptions): SubscriptionPuller {
  const { client, dataType, clock, logger } = options;
  const subscriptionName = options.subscription;
  const messages = createMessageIntake(options);
  const sight = createPullSight(clock);
  /** Broken streams since the last message. */
  let failures = 0;
  let streamErrors = 0;
  let state: PullState = "opening";
  let lastErrorCode: number | null = null;
  let lastEventAtMs: number | null = null;
  let current: Subscription | null = null;
  let reopenTimer: unknown = null;
  const isStopping = () => state === "closing" || state === "closed";

  function stateNow(): PullState {
    if (isStopping()) return state;
    if (sight.awayWith() !== null) return "recovering";
    return current !== null && sight.isThrough(current) ? "pulling" : state;
  }

  function open(): void {
    const subscription = client.subscription(subscriptionName, streamOptionsOf(options));
    current = subscription;
    sight.opened();
    subscription.on("debug", ({ error }) => sight.broke(error));
    subscription.on("message", (message) => {
      lastEventAtMs = clock.now();
      failures = 0;
      sight.messageCame();
      messages.take(message);
    });
    subscription.on("error", (error) => {
      streamErrors += 1;
      lastErrorCode = codeOf(error);
      replaceStream(subscription);
    });
    subscription.on("close", () => replaceStream(subscription));
  }

  function replaceStream(subscription: Subscription): void {
    if (isStopping() || current !== subscription) return;
    current = null;
    state = "recovering";
    if (isAnswered(subscription)) failures = 0;
    failures += 1;
    const delayMs = backOffMs(failures, options.reopen);
    logger.warn(
      { subscription: subscriptionName, code: lastErrorCode, failures, delayMs },
      "pubsub stream broke, reopening",
    );
    subscription.close().catch((caught: unknown) => {
      logger.warn({ subscription: subscriptionName, err: caught }, "pubsub stream did not close cleanly");
    });
    reopenTimer = clock.setTimeout(() => {
      reopenTimer = null;
      open();
    }, delayMs);
  }

  async function close(): Promise<void> {
    if (isStopping()) return;
    state = "closing";
    if (reopenTimer !== null) clock.clearTimeout(reopenTimer);
    messages.stop();
    // The client waits for ack or nack of what it handed out, to the deadline, then nacks the rest.
    await current?.close();
    state = "closed";
  }

  open();
  return {
    health: () => ({
      ...messages.counts(),
      subscription: subscriptionName,
      dataType,
      state: stateNow(),
      streamErrors,
      lastErrorCode,
      faultCode: stateNow() === "recovering" ? (sight.awayWith() ?? lastErrorCode) : null,
      lastEventAtMs,
      lastEventAgeMs: lastEventAtMs === null ? null : clock.now() - lastEventAtMs,
    }),
    close,
  };
}

function streamOptionsOf({
  flowControl,
  reopen,
  closeDeadlineMs,
}: SubscriptionPullerOptions): SubscriptionOptions {
  return {
    // Google's server honours the bounds; what a server sends beyond them arrives in one response at most.
    flowControl: { ...flowControl, allowExcessMessages: true },
    streamingOptions: { maxStreams: 1, retryMaxBackoff: Duration.from({ millis: reopen.maxMs }) },
    closeOptions: {
      behavior: "WAIT",
      timeout: Duration.from({ millis: closeDeadlineMs + FINAL_NACK_MS }),
    },
  };
}
