/** The UI connector's REST side: the contract of Google's aa-integration-backend, under this server's own address. */
import { Hono } from "hono";
import { cors } from "hono/cors";
import type { AssistEventIntake } from "../../assist/event.ts";
import type { AnswerRecords } from "../../assist/feedback.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { VERSION } from "../../base/version.ts";
import type { ConversationNames, DeliveryLog } from "../../storage/port.ts";
import type { DesktopTokens } from "../panel/desktop-token.ts";
import { createAnswerRecordIndex } from "./answer-record-index.ts";
import type { AppAuthenticator, Authenticator } from "./auth/identity.ts";
import { conversationNameRoutes } from "./conversation-name.ts";
import type { NameRules } from "./dialogflow-names.ts";
import { feedbackRoutes } from "./feedback.ts";
import type { FeedbackMemory } from "./feedback-memory.ts";
import { keptSummaryRoutes } from "./kept-summary.ts";
import { proxyRoutes } from "./proxy/routes.ts";
import type { DialogflowRest } from "./proxy/upstream.ts";
import { registerRoutes } from "./register.ts";
import { textReply } from "./replies.ts";
import { createRequestGate } from "./request-gate.ts";

export interface UiConnectorOptions {
  tokens: DesktopTokens;
  desktopAuthenticator: Authenticator;
  appAuthenticator: AppAuthenticator;
  tokenScope: "project" | "conversations";
  rules: NameRules;
  profileId: string;
  names: ConversationNames;
  /** See ConversationNameOptions. */
  newestOf(conversationName: string): Promise<string>;
  log: DeliveryLog;
  dialogflow: DialogflowRest;
  /** Where feedback on suggestions is written. */
  feedback: AnswerRecords;
  feedbackMemory: FeedbackMemory;
  /** Takes in what agents keep. */
  intake: AssistEventIntake;
  onSuggestionUsed?(conversationName: string): void;
  /** Whether suggestions can come here now. */
  isReady(): boolean;
  /** Origins whose pages may call; "*" for any. */
  corsOrigins: readonly string[];
  clock: Clock;
  logger: Logger;
  deadlineMs: number;
  /** For requests to Dialogflow, and again for requests to identity services. */
  maxRequests: number;
  maxBodyBytes: number;
}

const CROSS_ORIGIN_PATHS = [
  "/status",
  "/register",
  "/register-app",
  "/refresh",
  "/conversation-name",
  "/v2/*",
  "/v2beta1/*",
];

export function uiConnectorRoutes(options: UiConnectorOptions): Hono {
  const { tokens, rules, clock, logger } = options;
  const verifyToken = (token: string) => tokens.verify(token);
  const answerRecords = createAnswerRecordIndex({
    log: options.log,
    names: options.names,
    homeLocation: rules.homeLocation,
    clock,
  });
  const app = new Hono();
  const allowOrigins = cors({
    origin: options.corsOrigins.includes("*") ? "*" : [...options.corsOrigins],
    allowMethods: ["GET", "POST", "PATCH", "DELETE"],
    maxAge: 600,
  });
  for (const path of CROSS_ORIGIN_PATHS) app.use(path, allowOrigins);
  // Pages look at the status only (`response.ok`), before they connect.
  const version = { "sidetone-version": VERSION };
  app.get("/status", () =>
    options.isReady()
      ? textReply(200, "Hello, cross-origin-world!", version)
      : textReply(503, "This server is not ready: /readyz says what is missing.", version),
  );
  app.route(
    "/",
    registerRoutes({
      desktopAuthenticator: options.desktopAuthenticator,
      appAuthenticator: options.appAuthenticator,
      tokens,
      tokenScope: options.tokenScope,
      rules,
      gate: createRequestGate(options.maxRequests),
      logger,
    }),
  );
  app.route(
    "/",
    conversationNameRoutes({ verifyToken, names: options.names, newestOf: options.newestOf, rules, clock }),
  );
  app.route(
    "/",
    proxyRoutes({
      verifyToken,
      rules,
      profileId: options.profileId,
      answerRecords,
      dialogflow: options.dialogflow,
      gate: createRequestGate(options.maxRequests),
      clock,
      logger,
      deadlineMs: options.deadlineMs,
      maxBodyBytes: options.maxBodyBytes,
    }),
  );
  app.route(
    "/",
    feedbackRoutes({
      ...{ verifyToken, rules, answerRecords, clock, logger },
      dialogflow: options.feedback,
      memory: options.feedbackMemory,
      ...(options.onSuggestionUsed === undefined ? {} : { onUsed: options.onSuggestionUsed }),
    }),
  );
  app.route("/", keptSummaryRoutes({ verifyToken, rules, intake: options.intake, clock }));
  return app;
}
