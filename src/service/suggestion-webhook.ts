/** Tells recipients outside of every suggestion, where a webhook is configured. */
import type { AgentAssistEvent } from "../delivery/agent-assist-event.ts";
import { featuresOf } from "../delivery/features.ts";
import { conversationIdOf, roomOf } from "../delivery/room.ts";
import { startWebhookJobs, type WebhookJobs, type WebhookMessage } from "../jobs/webhook-jobs.ts";
import type { Settings } from "../settings.ts";
import type { JobsBackend } from "../storage/open-storage.ts";
import type { Logger } from "../telemetry/log.ts";
import { METADATA_FORMAT, METADATA_VERSION } from "../transports/audiocodes/metadata.ts";

/** Null where no webhook is configured. */
export async function openSuggestionWebhook(options: {
  settings: Pick<Settings, "WEBHOOK_URL" | "WEBHOOK_SECRET" | "WEBHOOK_DEADLINE_MS">;
  backend: JobsBackend;
  logger: Logger;
}): Promise<WebhookJobs | null> {
  const { settings, backend, logger } = options;
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret, WEBHOOK_DEADLINE_MS: deadlineMs } = settings;
  if (url === undefined || secret === undefined) return null;
  return await startWebhookJobs({ backend, target: { url, secret, deadlineMs }, logger });
}

/** What recipients are posted (docs/reference/vaic-metadata.md); null for events that suggest nothing. */
export function webhookMessageOf(event: AgentAssistEvent, sequence: number): WebhookMessage | null {
  if (event.dataType !== "human-agent-assistant-event") return null;
  const conversation = roomOf(event.conversationName);
  return {
    id: `${conversation}#${sequence}`,
    format: METADATA_FORMAT,
    version: METADATA_VERSION,
    callKey: conversationIdOf(conversation),
    sequence,
    conversation,
    publishedAt: event.publishTime,
    features: featuresOf(event.payload),
    suggestion: event.payload,
  };
}
