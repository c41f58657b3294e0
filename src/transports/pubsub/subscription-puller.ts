/** Keeps one streaming pull alive and acknowledges a message only once it has been taken in. */

import { Duration, type Message, type PubSub, type Subscription } from "@google-cloud/pubsub";
import { type BackOff, backOffMs } from "../../base/back-off.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { AssistDataType, AssistEventIntake } from "../../delivery/agent-assist-event.ts";
import { decodeMessage } from "./codec.ts";
import type { RejectedEvents } from "./rejected-events.ts";

export type PullState = "pulling" | "recovering" | "closing" | "closed";

/** How one subscription fares. */
export interface SubscriptionHealth {
  subscription: string;
  dataType: AssistDataType;
  /** "recovering" from a stream error until the stream is open again. */
  state: PullState;
  received: number;
  acknowledged: number;
  returned: number;
  rejected: number;
  /** Messages taken but neither acknowledged nor returned. */
  inFlight: number;
  streamErrors: number;
  /** gRPC status code of the last stream error. */
  lastErrorCode: number | null;
  lastEventAtMs: number | null;
  lastEventAgeMs: number | null;
}

export interface SubscriptionPullerOptions {
  client: PubSub;
  subscription: string;
  dataType: AssistDataType;
  intake: AssistEventIntake;
  rejected: RejectedEvents;
  clock: Clock;
  logger: Logger;
  flowControl: { maxMessages: number; maxBytes: number };
  reopen: BackOff;
  giveBack: BackOff;
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
  const { client, dataType, intake, rejected, clock, logger } = options;
  const subscriptionName = options.subscription;
  /** Broken streams since the last message, and refused messages since the last one taken in. */
  let failures = 0;
  let refusals = 0;
  const held = new Map<Message, unknown>();
  const counts = { received: 0, acknowledged: 0, returned: 0, rejected: 0, inFlight: 0, streamErrors: 0 };
  let state: PullState = "recovering";
  let lastErrorCode: number | null = null;
  let lastEventAtMs: number | null = null;
  let current: Subscription | null = null;
  let reopenTimer: unknown = null;

  const isStopping = () => state === "closing" || state === "closed";

  function open(): void {
    const subscription = client.subscription(subscriptionName, {
      // Google's server honours the bounds; what a server sends beyond them arrives in one response at most.
      flowControl: { ...options.flowControl, allowExcessMessages: true },
      streamingOptions: { maxStreams: 1, retryMaxBackoff: Duration.from({ millis: options.reopen.maxMs }) },
      closeOptions: {
        behavior: "WAIT",
        timeout: Duration.from({ millis: options.closeDeadlineMs + FINAL_NACK_MS }),
      },
    });
    current = subscription;
    state = "pulling";
    subscription.on("message", onMessage);
    subscription.on("error", (error) => onStreamError(subscription, error));
    subscription.on("close", () => onStreamClosed(subscription));
  }

  function onStreamError(subscription: Subscription, error: Error): void {
    counts.streamErrors += 1;
    lastErrorCode = "code" in error && typeof error.code === "number" ? error.code : null;
    replaceStream(subscription);
  }

  function onStreamClosed(subscription: Subscription): void {
    replaceStream(subscription);
  }

  function replaceStream(subscription: Subscription): void {
    if (isStopping() || current !== subscription) return;
    current = null;
    state = "recovering";
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

  function onMessage(message: Message): void {
    counts.received += 1;
    lastEventAtMs = clock.now();
    failures = 0;
    const decoded = decodeMessage(dataType, {
      id: message.id,
      data: message.data,
      publishTime: message.publishTime.toISOString(),
      attributes: message.attributes,
    });
    if (!decoded.ok) {
      counts.rejected += 1;
      const facts = {
        id: message.id,
        subscription: subscriptionName,
        reason: decoded.reason,
        sizeBytes: message.length,
      };
      rejected.add({ ...facts, atMs: clock.now() });
      logger.warn(facts, "pubsub message is no agent assist event");
      // It will not become one by coming again.
      message.ack();
      return;
    }
    counts.inFlight += 1;
    intake.accept(decoded.event).then(
      () => {
        counts.inFlight -= 1;
        counts.acknowledged += 1;
        refusals = 0;
        message.ack();
      },
      (caught: unknown) => holdThenReturn(message, SidetoneError.from(caught)),
    );
  }

  /** A refused message keeps its place in the flow control while it waits, which slows the stream down. */
  function holdThenReturn(message: Message, error: SidetoneError): void {
    refusals += 1;
    const delayMs = backOffMs(refusals, options.giveBack);
    logger.warn({ subscription: subscriptionName, code: error.code, delayMs }, "pubsub event not taken in");
    if (isStopping()) {
      giveBack(message);
      return;
    }
    held.set(
      message,
      clock.setTimeout(() => giveBack(message), delayMs),
    );
  }

  function giveBack(message: Message): void {
    held.delete(message);
    counts.inFlight -= 1;
    counts.returned += 1;
    message.nack();
  }

  async function close(): Promise<void> {
    if (isStopping()) return;
    state = "closing";
    if (reopenTimer !== null) clock.clearTimeout(reopenTimer);
    for (const [message, timer] of held) {
      clock.clearTimeout(timer);
      giveBack(message);
    }
    // The client waits for ack or nack of what it handed out, to the deadline, then nacks the rest.
    await current?.close();
    state = "closed";
  }

  open();
  return {
    health: () => ({
      ...counts,
      subscription: subscriptionName,
      dataType,
      state,
      lastErrorCode,
      lastEventAtMs,
      lastEventAgeMs: lastEventAtMs === null ? null : clock.now() - lastEventAtMs,
    }),
    close,
  };
}
