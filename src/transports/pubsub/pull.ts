/** Pulls Agent Assist events from the subscriptions of a conversation profile. */

import type { AssistEventIntake } from "../../assist/event.ts";
import type { AssistDataType } from "../../assist/google-notification.ts";
import type { BackOff } from "../../base/back-off.ts";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import type { Logger } from "../../base/log.ts";
import { createPubsubClient } from "./client.ts";
import { createRejectedEvents, type RejectedEvent } from "./rejected-events.ts";
import { type SubscriptionHealth, startSubscriptionPuller } from "./subscription-puller.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** What the client may need, beyond the wait for messages in flight, to send acknowledgements and hang up. */
const CLOSE_MARGIN_MS = 3_000;

export interface PubsubPullOptions {
  projectId: string;
  /** host:port of an emulator or simulator; absent for Google's service. */
  emulatorEndpoint?: string;
  intake: AssistEventIntake;
  /** The conversation profile's; conversations elsewhere have separate rooms. */
  homeLocation?: string;
  clock: Clock;
  logger: Logger;
  subscriptions: Subscriptions;
  /** Messages and bytes taken but not acknowledged, per subscription. Default 200 and 10 MiB. */
  flowControl?: { maxMessages: number; maxBytes: number };
  /** Delays before a broken stream is opened again. Default 250 ms to 5 s: somebody may be waiting for it. */
  reopen?: BackOff;
  /** Delays before a message the intake refused goes back. Default 250 ms to 10 s. */
  giveBack?: BackOff;
  /** How long `close` waits for messages in flight. Default 5 s. */
  closeDeadlineMs?: number;
  /** Rejected messages remembered for operators. Default 100. */
  maxRejected?: number;
}

export interface PubsubPullHealth {
  /** True while every stream is open. */
  healthy: boolean;
  rejectedTotal: number;
  subscriptions: SubscriptionHealth[];
}

export interface PubsubPull {
  health(): PubsubPullHealth;
  /** Newest last; without content. */
  rejected(): readonly RejectedEvent[];
  /** Stops pulling; rejects with DEADLINE_EXCEEDED when the client does not hang up in time. */
  close(): Promise<void>;
}

/** Starts the four pulls. A subscription that cannot be opened is retried and shown in `health()`, not thrown. */
export async function startPubsubPull(options: PubsubPullOptions): Promise<PubsubPull> {
  const client = createPubsubClient(options);
  const closeDeadlineMs = options.closeDeadlineMs ?? 5_000;
  const rejected = createRejectedEvents(options.maxRejected ?? 100);
  const pullers = (Object.keys(options.subscriptions) as AssistDataType[]).map((dataType) =>
    startSubscriptionPuller({
      client,
      subscription: options.subscriptions[dataType],
      dataType,
      intake: options.intake,
      homeLocation: options.homeLocation,
      rejected,
      clock: options.clock,
      logger: options.logger,
      flowControl: options.flowControl ?? { maxMessages: 200, maxBytes: 10 * 1024 * 1024 },
      reopen: options.reopen ?? { firstMs: 250, maxMs: 5_000 },
      giveBack: options.giveBack ?? { firstMs: 250, maxMs: 10_000 },
      closeDeadlineMs,
    }),
  );
  return {
    health: () => {
      const subscriptions = pullers.map((puller) => puller.health());
      return {
        healthy: subscriptions.every((subscription) => subscription.state === "pulling"),
        rejectedTotal: rejected.total(),
        subscriptions,
      };
    },
    rejected: () => rejected.list(),
    close: async () => {
      const closed = Promise.all(pullers.map((puller) => puller.close())).then(() => client.close());
      await withDeadline(
        options.clock,
        closeDeadlineMs + CLOSE_MARGIN_MS,
        closed,
        "Closing the Pub/Sub pulls",
      );
    },
  };
}
