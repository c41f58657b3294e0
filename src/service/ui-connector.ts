/** The UI connector's REST side from the settings. */
import type { Hono } from "hono";
import type { AssistEventIntake } from "../assist/event.ts";
import type { AnswerRecords } from "../assist/feedback.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { DesktopTokens } from "../http/panel/desktop-token.ts";
import { openAuthenticators } from "../http/ui-connector/auth/open-authenticators.ts";
import type { FeedbackMemory } from "../http/ui-connector/feedback-memory.ts";
import { noCredentials, serviceAccountCredentials } from "../http/ui-connector/proxy/credentials.ts";
import { createDialogflowRest } from "../http/ui-connector/proxy/upstream.ts";
import { uiConnectorRoutes } from "../http/ui-connector/routes.ts";
import type { Settings } from "../settings/table.ts";
import type { Storage } from "../storage/port.ts";
import type { ProfileName } from "../transports/dialogflow/resource-names.ts";

export interface UiConnectorParts {
  settings: Settings;
  profile: ProfileName;
  storage: Storage;
  tokens: DesktopTokens;
  answerRecords: AnswerRecords;
  feedbackMemory: FeedbackMemory;
  intake: AssistEventIntake;
  onSuggestionUsed(conversationName: string): void;
  isReady(): boolean;
  newestOf(conversationName: string): Promise<string>;
  clock: Clock;
  logger: Logger;
}

/** Fails with CONFIG_INVALID if a chosen AUTH_OPTION lacks what it needs. */
export function createUiConnector(parts: UiConnectorParts): Hono {
  const { settings, profile, storage, tokens, clock, logger } = parts;
  const authenticators = openAuthenticators(settings, clock);
  const endpoint = settings.DIALOGFLOW_REST_ENDPOINT;
  return uiConnectorRoutes({
    tokens,
    desktopAuthenticator: authenticators.desktop,
    appAuthenticator: authenticators.app,
    tokenScope: settings.CONNECTOR_TOKEN_SCOPE,
    rules: {
      project: settings.PROJECT_ID,
      homeLocation: profile.location,
      locations: new Set([profile.location, ...settings.DIALOGFLOW_LOCATIONS]),
    },
    profileId: profile.name.slice(profile.name.lastIndexOf("/") + 1),
    names: storage.conversationNames,
    newestOf: parts.newestOf,
    log: storage.deliveryLog,
    dialogflow: createDialogflowRest(
      endpoint === undefined
        ? { credentials: serviceAccountCredentials(settings.PROJECT_ID) }
        : { endpoint, credentials: noCredentials() },
    ),
    feedback: parts.answerRecords,
    feedbackMemory: parts.feedbackMemory,
    intake: parts.intake,
    onSuggestionUsed: parts.onSuggestionUsed,
    isReady: parts.isReady,
    corsOrigins: settings.CORS_ORIGINS,
    clock,
    logger,
    deadlineMs: settings.CONNECTOR_DEADLINE_MS,
    maxRequests: settings.CONNECTOR_MAX_REQUESTS,
    maxBodyBytes: settings.MAX_BODY_BYTES,
  });
}
