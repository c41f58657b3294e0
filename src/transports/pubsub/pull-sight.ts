/** Whether a streaming pull is through: the client library says so neither at once nor directly. */
import type { Subscription } from "@google-cloud/pubsub";
import { status } from "@grpc/grpc-js";
import type { Clock } from "../../base/clock.ts";

/** A stream that the server has not answered counts as open after this: refusals come within a round trip. */
const SETTLE_MS = 3_000;
/** The client opens broken streams again by itself. Above this the service is away; Google ends streams now and then. */
const AWAY_AFTER_MS = 30_000;
/** A stream that has not broken for this long is open: the client's pauses between tries are shorter. */
const QUIET_MS = 45_000;

export interface PullSight {
  opened(): void;
  /** The client tells of a stream that it opens again. */
  broke(error: unknown): void;
  messageCame(): void;
  /** Whether this stream is known to be open, or has not been refused in time. */
  isThrough(subscription: Subscription): boolean;
  /** The gRPC status with which streams have broken for too long; null where they do not. */
  awayWith(): number | null;
}

export function createPullSight(clock: Clock): PullSight {
  let openedAtMs = 0;
  /** Streams that broke since the last message or long quiet. */
  let unrest: { sinceMs: number; lastMs: number; code: number } | null = null;
  return {
    opened() {
      openedAtMs = clock.now();
    },
    broke(error) {
      const code = codeOf(error);
      // A regular end.
      if (code === null || code === status.OK || code === status.DEADLINE_EXCEEDED) return;
      const nowMs = clock.now();
      const sinceMs = unrest === null || nowMs - unrest.lastMs > QUIET_MS ? nowMs : unrest.sinceMs;
      unrest = { sinceMs, lastMs: nowMs, code };
    },
    messageCame() {
      unrest = null;
    },
    isThrough: (subscription) =>
      isAnswered(subscription) || (unrest === null && clock.now() - openedAtMs >= SETTLE_MS),
    awayWith() {
      if (unrest === null) return null;
      const nowMs = clock.now();
      const isAway = nowMs - unrest.lastMs < QUIET_MS && nowMs - unrest.sinceMs > AWAY_AFTER_MS;
      return isAway ? unrest.code : null;
    },
  };
}

/** The gRPC status of an error; null for one without. */
export function codeOf(error: unknown): number | null {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "number" ? code : null;
}

/**
 * Whether the server has told the subscription's properties, as it does at the beginning of a stream. The client keeps
 * them in a private field; where it does not any more, time decides.
 */
export function isAnswered(subscription: Subscription): boolean {
  const { _subscriber: subscriber } = subscription as unknown as {
    _subscriber?: { subscriptionProperties?: unknown };
  };
  return subscriber?.subscriptionProperties !== undefined;
}
