/** Where Agent Assist events come from: pull, push or both, behind one face for health, metrics and operators. */
import type { AssistEventIntake } from "../assist/event.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { pubsubPushRoutes } from "../http/pubsub/push.ts";
import type { PartRoutes } from "../http/server/part-routes.ts";
import type { Settings } from "../settings/table.ts";
import type { Meters } from "../telemetry/meters.ts";
import { type PubsubPull, startPubsubPull } from "../transports/pubsub/pull.ts";
import { createPubsubPush, type PubsubPush, type PushHealth } from "../transports/pubsub/push.ts";
import { createPushTokenCheck } from "../transports/pubsub/push-token.ts";
import type { RejectedEvent } from "../transports/pubsub/rejected-events.ts";
import type { SubscriptionHealth } from "../transports/pubsub/subscription-puller.ts";
import { subscriptionsOf } from "../transports/pubsub/subscriptions.ts";
import type { Part } from "./part.ts";

/** Pub/Sub messages are at most 10 MB; the wrapper's base64 makes a third more of them. */
const MAX_PUSH_BODY_BYTES = 16 * 1024 * 1024;

export interface AssistEventsHealth {
  /** False while a pull is not open. Push cannot tell silence from trouble. */
  healthy: boolean;
  rejectedTotal: number;
  pull: SubscriptionHealth[];
  push: PushHealth[];
}

export type AssistEvents = Part & {
  /** The push paths; none where PUBSUB_DELIVERY is pull. */
  routes: PartRoutes;
  /** Largest body that the push paths take; 0 without them. */
  maxBodyBytes: number;
  health(): AssistEventsHealth;
  /** Newest last; without content. */
  rejected(): readonly RejectedEvent[];
  /** Age of the last event by subscription or push path. */
  eventAgesMs(): Record<string, number>;
};

export interface AssistEventsParts {
  settings: Settings;
  intake: AssistEventIntake;
  /** The conversation profile's. */
  homeLocation: string;
  clock: Clock;
  logger: Logger;
}

export async function startAssistEvents(parts: AssistEventsParts): Promise<AssistEvents> {
  const { PUBSUB_DELIVERY: delivery } = parts.settings;
  const pull = delivery === "push" ? undefined : await startPull(parts);
  const push = delivery === "pull" ? undefined : startPush(parts);
  const pulls = () => pull?.health().subscriptions ?? [];
  const pushes = () => push?.health() ?? [];
  const eventAgesMs = () => {
    const ages: Record<string, number> = {};
    for (const { subscription, lastEventAgeMs } of pulls()) {
      if (lastEventAgeMs !== null) ages[subscription] = lastEventAgeMs;
    }
    for (const { dataType, lastEventAgeMs } of pushes()) {
      if (lastEventAgeMs !== null) ages[`push:${dataType}`] = lastEventAgeMs;
    }
    return ages;
  };
  return {
    name: "pubsub",
    routes: { groups: push ? [pubsubPushRoutes({ push, maxBodyBytes: MAX_PUSH_BODY_BYTES })] : [] },
    maxBodyBytes: push ? MAX_PUSH_BODY_BYTES : 0,
    meters: (meters) => meterEventAges(meters, { eventAgesMs }),
    health: () => ({
      healthy: pull?.health().healthy ?? true,
      rejectedTotal: (pull?.health().rejectedTotal ?? 0) + (push?.rejectedTotal() ?? 0),
      pull: pulls(),
      push: pushes(),
    }),
    rejected: () =>
      [...(pull?.rejected() ?? []), ...(push?.rejected() ?? [])].toSorted((a, b) => a.atMs - b.atMs),
    eventAgesMs,
    stop: () => pull?.close(),
  };
}

export function meterEventAges(meters: Meters, source: Pick<AssistEvents, "eventAgesMs">): void {
  meters.gaugeBy({
    name: "sidetone_pubsub_event_age_seconds",
    help: "Age of the last event of a subscription",
    label: "subscription",
    ask: () =>
      Object.fromEntries(Object.entries(source.eventAgesMs()).map(([from, ageMs]) => [from, ageMs / 1000])),
  });
}

function startPull({
  settings,
  intake,
  homeLocation,
  clock,
  logger,
}: AssistEventsParts): Promise<PubsubPull> {
  const emulatorEndpoint = settings.PUBSUB_EMULATOR_HOST;
  return startPubsubPull({
    projectId: settings.PROJECT_ID,
    ...(emulatorEndpoint === undefined ? {} : { emulatorEndpoint }),
    intake,
    homeLocation,
    clock,
    logger,
    subscriptions: subscriptionsOf(settings),
  });
}

/** Audience and account are there whenever push is on: the settings are checked against each other. */
function startPush({ settings, intake, homeLocation, clock, logger }: AssistEventsParts): PubsubPush {
  const verifyToken = createPushTokenCheck({
    audience: settings.PUSH_AUDIENCE ?? "",
    serviceAccount: settings.PUSH_SERVICE_ACCOUNT ?? "",
    keysUrl: settings.PUSH_KEYS_URL,
    clock,
  });
  return createPubsubPush({ verifyToken, intake, homeLocation, clock, logger });
}
