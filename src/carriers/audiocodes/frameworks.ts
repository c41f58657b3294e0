/** The routes of the bot frameworks that are configured. */
import type { Hono } from "hono";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { dialogflowWebhookRoutes } from "../../http/audiocodes/frameworks/dialogflow.ts";
import { microsoftRoutes } from "../../http/audiocodes/frameworks/microsoft.ts";
import type { Settings } from "../../settings/table.ts";
import type { AudiocodesConversations } from "../../transports/audiocodes/conversation-port.ts";
import type { CountAudiocodes } from "../../transports/audiocodes/counts.ts";
import { createAppTokens } from "../../transports/audiocodes/microsoft/app-token.ts";
import { createMicrosoftTokens } from "../../transports/audiocodes/microsoft/token-check.ts";

export interface FrameworkParts {
  settings: Settings;
  conversations: AudiocodesConversations;
  clock: Clock;
  logger: Logger;
  count: CountAudiocodes;
}

/** Route groups that carry their own full paths; none for a framework without its settings. */
export function frameworkRoutes(parts: FrameworkParts): Hono[] {
  const { settings, conversations, clock, logger, count } = parts;
  const groups: Hono[] = [];
  const shared = { conversations, maxBodyBytes: settings.MAX_BODY_BYTES, logger, count };
  const { DIALOGFLOW_WEBHOOK_TOKEN: token, MICROSOFT_APP_ID: appId } = settings;
  if (token !== undefined) groups.push(dialogflowWebhookRoutes({ ...shared, token }));
  if (appId !== undefined) {
    const appPassword = settings.MICROSOFT_APP_PASSWORD ?? "";
    groups.push(
      microsoftRoutes({
        ...shared,
        clock,
        tokens: createMicrosoftTokens({
          appId,
          issuers: settings.MICROSOFT_ISSUERS,
          skillCallers: settings.MICROSOFT_SKILL_CALLERS,
          metadataUrl: settings.MICROSOFT_OPENID_URL,
          tenantMetadataUrl: settings.MICROSOFT_TENANT_OPENID_URL,
          clock,
        }),
        appTokens: createAppTokens({ tokenUrl: settings.MICROSOFT_TOKEN_URL, appId, appPassword, clock }),
        serviceHosts: settings.MICROSOFT_SERVICE_HOSTS,
      }),
    );
  }
  return groups;
}
