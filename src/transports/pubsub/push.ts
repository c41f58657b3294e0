/** Takes pushed Agent Assist events and decides the answer to Pub/Sub. */

import type { AssistEventIntake } from "../../assist/event.ts";
import { ASSIST_DATA_TYPES, type AssistDataType } from "../../assist/google-notification.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { createRarely } from "../../base/rarely.ts";
import { decodeMessage } from "./codec.ts";
import { readPush } from "./push-message.ts";
import type { VerifyPushToken } from "./push-token.ts";
import { createRejectedEvents, type RejectedEvent } from "./rejected-events.ts";

/** How one push path fares. */
export interface PushHealth {
  dataType: AssistDataType;
  received: number;
  /** Answered with success because the event is in the log, or is an interim transcript that was shown. */
  acknowledged: number;
  /** Answered with failure; Pub/Sub brings them again. */
  returned: number;
  rejected: number;
  /** Requests whose token did not hold, since start. */
  refused: number;
  inFlight: number;
  /** The last message was no event: of another format, or published by something else. */
  isUnreadable: boolean;
  lastEventAtMs: number | null;
  lastEventAgeMs: number | null;
}

export interface PubsubPush {
  /** Rejects with UNAUTHENTICATED, FORBIDDEN or UPSTREAM_UNAVAILABLE; asked before the body is read. */
  admit(dataType: AssistDataType, authorization: string | null): Promise<void>;
  /** Resolves when the push may be acknowledged; rejects, always retryable, if it has to come again. */
  take(dataType: AssistDataType, headers: Headers, body: Uint8Array): Promise<void>;
  health(): PushHealth[];
  /** Newest last; without content. */
  rejected(): readonly RejectedEvent[];
  rejectedTotal(): number;
}

export interface PubsubPushOptions {
  verifyToken: VerifyPushToken;
  intake: AssistEventIntake;
  /** The conversation profile's; conversations elsewhere have separate rooms. */
  homeLocation?: string;
  clock: Clock;
  logger: Logger;
  /** Pushes at once; further ones fail, which makes Pub/Sub slow down. Default 1,000. */
  maxInFlight?: number;
  /** Rejected messages remembered for operators. Default 100. */
  maxRejected?: number;
}

type Counts = Omit<PushHealth, "dataType" | "lastEventAgeMs">;

export function createPubsubPush(options: PubsubPushOptions): PubsubPush {
  const { intake, clock, logger } = options;
  const maxInFlight = options.maxInFlight ?? 1_000;
  const rejected = createRejectedEvents(options.maxRejected ?? 100);
  const paths = Object.fromEntries(ASSIST_DATA_TYPES.map((dataType) => [dataType, newCounts()])) as Record<
    AssistDataType,
    Counts
  >;
  // A person who sets push up needs the reason, and strangers may be many.
  const refusals = createRarely<AssistDataType, SidetoneError>({
    clock,
    tell: (path, { code, message: reason }, refused) =>
      logger.warn({ path, code, reason, refused }, "pubsub push refused"),
  });
  let inFlight = 0;

  function reject(dataType: AssistDataType, facts: Omit<RejectedEvent, "atMs">): void {
    paths[dataType].rejected += 1;
    paths[dataType].isUnreadable = true;
    rejected.add({ ...facts, atMs: clock.now() });
    logger.warn(facts, "pubsub push is not an agent assist event");
  }

  /** What can never be used is acknowledged: it will not become an event by coming again. */
  async function takeOne(dataType: AssistDataType, headers: Headers, body: Uint8Array): Promise<void> {
    const pushed = readPush(headers, body, clock);
    const subscription = pushed?.subscription || `push:${dataType}`;
    if (pushed === null) {
      reject(dataType, { id: "", subscription, reason: "no_message", sizeBytes: body.length });
      return;
    }
    const { message } = pushed;
    const decoded = decodeMessage(dataType, message, options.homeLocation);
    if (!decoded.ok) {
      reject(dataType, {
        id: message.id,
        subscription,
        reason: decoded.reason,
        sizeBytes: message.data.length,
      });
      return;
    }
    paths[dataType].isUnreadable = false;
    await intake.accept(decoded.event);
    paths[dataType].acknowledged += 1;
  }

  return {
    admit: async (dataType, authorization) => {
      try {
        await options.verifyToken(authorization);
      } catch (caught) {
        const error = SidetoneError.from(caught, "UNAUTHENTICATED");
        paths[dataType].refused += 1;
        refusals.note(dataType, error);
        throw error;
      }
    },
    take: async (dataType, headers, body) => {
      const counts = paths[dataType];
      counts.received += 1;
      counts.lastEventAtMs = clock.now();
      if (inFlight >= maxInFlight) {
        counts.returned += 1;
        throw new SidetoneError("LIMIT_EXCEEDED", "Too many pushes at once", { retryable: true });
      }
      inFlight += 1;
      counts.inFlight += 1;
      try {
        await takeOne(dataType, headers, body);
      } catch (caught) {
        counts.returned += 1;
        const error = SidetoneError.from(caught);
        logger.warn({ path: dataType, code: error.code }, "pubsub event was not stored");
        throw error;
      } finally {
        inFlight -= 1;
        counts.inFlight -= 1;
      }
    },
    health: () =>
      ASSIST_DATA_TYPES.map((dataType) => {
        const counts = paths[dataType];
        const { lastEventAtMs } = counts;
        const lastEventAgeMs = lastEventAtMs === null ? null : clock.now() - lastEventAtMs;
        return { dataType, ...counts, lastEventAgeMs };
      }),
    rejected: () => rejected.list(),
    rejectedTotal: () => rejected.total(),
  };
}

function newCounts(): Counts {
  const none = { received: 0, acknowledged: 0, returned: 0, rejected: 0, refused: 0, inFlight: 0 };
  return { ...none, isUnreadable: false, lastEventAtMs: null };
}
