/** Takes messages of one subscription: each is acknowledged once it is stored, else it is returned. */
import type { Message } from "@google-cloud/pubsub";
import type { AssistEventIntake } from "../../assist/event.ts";
import type { AssistDataType } from "../../assist/google-notification.ts";
import { type BackOff, backOffMs } from "../../base/back-off.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { decodeMessage, type RejectionReason } from "./codec.ts";
import type { RejectedEvents } from "./rejected-events.ts";

export interface MessageIntakeOptions {
  subscription: string;
  dataType: AssistDataType;
  intake: AssistEventIntake;
  /** The conversation profile's. */
  homeLocation: string | undefined;
  rejected: RejectedEvents;
  clock: Clock;
  logger: Logger;
  giveBack: BackOff;
}

export interface MessageCounts {
  received: number;
  acknowledged: number;
  returned: number;
  rejected: number;
  /** Messages taken but neither acknowledged nor returned. */
  inFlight: number;
  /** The last message was no event: of another format, or published by something else. */
  isUnreadable: boolean;
}

export interface MessageIntake {
  take(message: Message): void;
  counts(): MessageCounts;
  /** Gives back what waits, and from now on what is refused at once. */
  stop(): void;
}

export function createMessageIntake(options: MessageIntakeOptions): MessageIntake {
  const { subscription, dataType, rejected, clock, logger } = options;
  const counts = { received: 0, acknowledged: 0, returned: 0, rejected: 0, inFlight: 0, isUnreadable: false };
  const held = new Map<Message, unknown>();
  /** Refused messages since the last one taken in. */
  let refusals = 0;
  let isStopped = false;

  function reject(message: Message, reason: RejectionReason): void {
    counts.rejected += 1;
    counts.isUnreadable = true;
    const facts = { id: message.id, subscription, reason, sizeBytes: message.length };
    rejected.add({ ...facts, atMs: clock.now() });
    logger.warn(facts, "pubsub message is not an agent assist event");
    // It will not become one by coming again.
    message.ack();
  }

  /** A refused message keeps its place in the flow control while it waits, which slows the stream down. */
  function holdThenReturn(message: Message, error: SidetoneError): void {
    refusals += 1;
    const delayMs = backOffMs(refusals, options.giveBack);
    logger.warn({ subscription, code: error.code, delayMs }, "pubsub event was not stored");
    if (isStopped) giveBack(message);
    else
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

  return {
    take(message) {
      counts.received += 1;
      const { id, data, attributes } = message;
      const publishTime = message.publishTime.toISOString();
      const decoded = decodeMessage(dataType, { id, data, publishTime, attributes }, options.homeLocation);
      if (!decoded.ok) return reject(message, decoded.reason);
      counts.inFlight += 1;
      counts.isUnreadable = false;
      options.intake.accept(decoded.event).then(
        () => {
          counts.inFlight -= 1;
          counts.acknowledged += 1;
          refusals = 0;
          message.ack();
        },
        (caught: unknown) => holdThenReturn(message, SidetoneError.from(caught)),
      );
    },
    counts: () => ({ ...counts }),
    stop() {
      isStopped = true;
      for (const [message, timer] of held) {
        clock.clearTimeout(timer);
        giveBack(message);
      }
    },
  };
}
