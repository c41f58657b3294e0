/** Where Google's events come from: pull, push or both, behind one face for health and operators. */
import type { AssistEventIntake } from "../assist/event.ts";
import type { AssistEventSource } from "../assist/provider.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { pubsubPushRoutes } from "../http/pubsub/push.ts";
import type { Settings } from "../settings/table.ts";
import type { ProfileWatch } from "../transports/dialogflow/profile-watch.ts";
import { type PubsubPull, startPubsubPull } from "../transports/pubsub/pull.ts";
import { createPubsubPush, type PubsubPush } from "../transports/pubsub/push.ts";
import { createPushTokenCheck } from "../transports/pubsub/push-token.ts";
import { pullFaults, pushFaults } from "../transports/pubsub/source-faults.ts";
import { subscriptionsOf } from "../transports/pubsub/subscriptions.ts";

/** Pub/Sub messages are at most 10 MB; the wrapper's base64 makes a third more of them. */
const MAX_PUSH_BODY_BYTES = 16 * 1024 * 1024;

export interface GoogleEventsParts {
  settings: Settings;
  intake: AssistEventIntake;
  /** The conversation profile's. */
  homeLocation: string;
  profile: ProfileWatch;
  clock: Clock;
  logger: Logger;
}

export async function startGoogleEvents(parts: GoogleEventsParts): Promise<AssistEventSource> {
  const { PUBSUB_DELIVERY: delivery } = parts.settings;
  const pull = delivery === "push" ? undefined : await startPull(parts);
  const push = delivery === "pull" ? undefined : startPush(parts);
  const pulls = () => pull?.health().subscriptions ?? [];
  const pushes = () => push?.health() ?? [];
  const isOnlyWay = delivery === "push";
  const maxBodyBytes = MAX_PUSH_BODY_BYTES;
  return {
    ...(push === undefined
      ? {}
      : { pushed: { routes: pubsubPushRoutes({ push, maxBodyBytes }), maxBodyBytes } }),
    health: () => ({
      healthy: pull?.health().healthy ?? true,
      isSettled: pulls().every(({ state }) => state !== "opening"),
      faults: [...pullFaults(pulls()), ...pushFaults(pushes(), isOnlyWay), ...parts.profile.faults()],
      rejectedTotal: (pull?.health().rejectedTotal ?? 0) + (push?.rejectedTotal() ?? 0),
      pull: pulls(),
      push: pushes(),
    }),
    rejected: () => [...(pull?.rejected() ?? []), ...(push?.rejected() ?? [])],
    eventAgesMs() {
      const ages: Record<string, number> = {};
      for (const { subscription, lastEventAgeMs } of pulls()) {
        if (lastEventAgeMs !== null) ages[subscription] = lastEventAgeMs;
      }
      for (const { dataType, lastEventAgeMs } of pushes()) {
        if (lastEventAgeMs !== null) ages[`push:${dataType}`] = lastEventAgeMs;
      }
      return ages;
    },
    close: async () => pull?.close(),
  };
}

function startPull({
  settings,
  intake,
  homeLocation,
  clock,
  logger,
}: GoogleEventsParts): Promise<PubsubPull> {
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
function startPush({ settings, intake, homeLocation, clock, logger }: GoogleEventsParts): PubsubPush {
  const verifyToken = createPushTokenCheck({
    audience: settings.PUSH_AUDIENCE ?? "",
    serviceAccount: settings.PUSH_SERVICE_ACCOUNT ?? "",
    keysUrl: settings.PUSH_KEYS_URL,
    clock,
  });
  return createPubsubPush({ verifyToken, intake, homeLocation, clock, logger });
}
