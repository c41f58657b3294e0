/** Posts each suggestion to outside recipients, if a webhook is configured. */
import { conversationIdOf, publicRoomOf } from "../assist/conversation.ts";
import type { AssistEvent } from "../assist/event.ts";
import { googleFormOf } from "../assist/google/write-event.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { startWebhookJobs, type WebhookJobs, type WebhookMessage } from "../jobs/webhook-jobs.ts";
import type { StandingAlarms } from "../operators/standing-alarms.ts";
import type { Settings } from "../settings/table.ts";
import type { OpenedStorage } from "../storage/open-storage.ts";
import type { JobMetrics } from "../telemetry/job-metrics.ts";
import type { Meters } from "../telemetry/meters.ts";
import { METADATA_FORMAT, METADATA_VERSION } from "../transports/audiocodes/metadata.ts";
import { tellFull } from "./background-jobs.ts";
import { lateWebhookJobs, type Startable } from "./late-jobs.ts";
import type { Part } from "./part.ts";

/** Null if no webhook is configured. Opens beside the rest. */
export function openSuggestionWebhook(
  options: Pick<OpenedStorage, "openJobs" | "syncJobs"> & {
    settings: Pick<Settings, "WEBHOOK_URL" | "WEBHOOK_SECRET" | "WEBHOOK_DEADLINE_MS">;
    alarms: StandingAlarms;
    jobMetrics: JobMetrics;
    clock: Clock;
    logger: Logger;
  },
): (WebhookJobs & Startable) | null {
  const { settings, openJobs, syncJobs, alarms, jobMetrics, clock, logger } = options;
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret, WEBHOOK_DEADLINE_MS: deadlineMs } = settings;
  if (url === undefined || secret === undefined) return null;
  return lateWebhookJobs({
    open: async () =>
      startWebhookJobs({
        backend: await openJobs(),
        target: { url, secret, deadlineMs },
        onSettled: jobMetrics.observe,
        onFull: (isFull) => tellFull(alarms, "webhook", isFull),
        logger,
      }),
    sync: syncJobs,
    clock,
    logger,
  });
}

/**
 * Hands each suggestion to the webhook. When too many wait, a suggestion is left out (and the alarm
 * JOBS_FULL holds), because the agent's desktop must not wait for a recipient elsewhere.
 */
export function webhookTeller(webhook: Pick<WebhookJobs, "post">) {
  return async (event: AssistEvent, sequence: number): Promise<void> => {
    const message = webhookMessageOf(event, sequence);
    if (message === null) return;
    try {
      await webhook.post(message);
    } catch (caught) {
      if (SidetoneError.from(caught).code !== "LIMIT_EXCEEDED") throw caught;
    }
  };
}

/** What recipients are posted (docs/reference/vaic-metadata.md); null for events that suggest nothing. */
function webhookMessageOf(event: AssistEvent, sequence: number): WebhookMessage | null {
  if (event.type !== "suggestion") return null;
  const conversation = publicRoomOf(event.conversation.room);
  return {
    id: `${conversation}#${sequence}`,
    format: METADATA_FORMAT,
    version: METADATA_VERSION,
    callKey: conversationIdOf(conversation),
    sequence,
    conversation,
    publishedAt: event.publishedAt,
    features: [...event.features],
    suggestion: googleFormOf(event).payload,
    ...(event.author === undefined ? {} : { author: event.author }),
  };
}

export function webhookPart(webhook: WebhookJobs | null): Part {
  return {
    name: "webhook",
    meters: (meters) => meterWebhook(meters, webhook),
    stop: () => webhook?.close(),
  };
}

export function meterWebhook(meters: Meters, webhook: Pick<WebhookJobs, "totals" | "counts"> | null): void {
  meters.gaugeBy({
    name: "sidetone_webhook_posts",
    help: "Posts to the suggestion webhook",
    label: "outcome",
    async ask() {
      if (webhook === null) return {};
      const { waiting, active, delayed, deadLetters } = await webhook.counts();
      return { ...webhook.totals(), waiting: waiting + active + delayed, deadLetters };
    },
  });
}
