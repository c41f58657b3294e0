/** The routes of the process itself: health, metrics, the agent's page, UI Modules, the console. */

import type { AssistEventIntake } from "../assist/event.ts";
import type { AnswerRecords } from "../assist/feedback.ts";
import type { ClientAddresses } from "../base/client-address.ts";
import type { Clock } from "../base/clock.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import type { Logger } from "../base/log.ts";
import { preparedPath } from "../base/prepared.ts";
import type { CallAudio } from "../calls/call-audio.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import { episodeOf } from "../calls/episode-key.ts";
import type { CallRef } from "../contract/call-ref.ts";
import { createAssets, PAGE_ENTRIES, wordsEntry } from "../http/common/assets.ts";
import { manualPath, manualRoutes } from "../http/common/manual.ts";
import { PREPARED_PAGES } from "../http/common/prepared-scripts.ts";
import { healthRoutes } from "../http/instance/health.ts";
import { metricsRoutes } from "../http/instance/metrics.ts";
import { statelyInspectorRoutes } from "../http/operators/stately-inspector.ts";
import type { DesktopTokens } from "../http/panel/desktop-token.ts";
import { panelRoutes } from "../http/panel/panel.ts";
import { createPanelTickets } from "../http/panel/ticket.ts";
import { FEEDBACK_PATH } from "../http/ui-connector/feedback.ts";
import type { FeedbackMemory } from "../http/ui-connector/feedback-memory.ts";
import { SUMMARY_PATH } from "../http/ui-connector/kept-summary.ts";
import type { MediastreamJobs } from "../jobs/mediastream-jobs.ts";
import type { WebhookJobs } from "../jobs/webhook-jobs.ts";
import type { Auditor } from "../operators/auditor.ts";
import type { SignInDoor } from "../operators/door.ts";
import type { CallEraser } from "../operators/erase-call.ts";
import { createStatelyFeed } from "../operators/inspector/stately-feed.ts";
import type { StandingAlarms } from "../operators/standing-alarms.ts";
import type { Settings } from "../settings/table.ts";
import type { Storage } from "../storage/port.ts";
import type { Meters } from "../telemetry/meters.ts";
import type { AddressMark } from "../transports/agent-applications/address-mark.ts";
import { conversationNameOf, type ProfileName } from "../transports/dialogflow/resource-names.ts";
import type { AssistEvents } from "./assist-events.ts";
import { callRefOf, doorsOf } from "./carriers.ts";
import type { Instances } from "./instances.ts";
import type { Startable } from "./late-jobs.ts";
import { newestNameOf } from "./newest-life.ts";
import { createOperators } from "./operators.ts";
import type { Part } from "./part.ts";
import type { Readiness } from "./readiness.ts";
import { createUiConnector } from "./ui-connector.ts";

export interface WebParts {
  settings: Settings;
  profile: ProfileName;
  directory: CallsHere;
  audio: Pick<CallAudio, "ledgers">;
  storage: Storage;
  eraseCall: CallEraser;
  jobs: MediastreamJobs & Startable;
  alarms: StandingAlarms;
  webhook: (WebhookJobs & Startable) | null;
  door: SignInDoor;
  auditor: Auditor;
  lifecycle: Lifecycle;
  instances: Instances;
  assistEvents: AssistEvents;
  readiness: Readiness;
  tokens: DesktopTokens;
  answerRecords: AnswerRecords;
  delivery: AssistEventIntake;
  feedbackMemory: FeedbackMemory;
  onSuggestionUsed(conversationName: string): void;
  markOf: AddressMark;
  meters: Meters;
  addresses: ClientAddresses;
  clock: Clock;
  logger: Logger;
}

/** What to check where an agent's page stays empty. */
const NO_AUDIO_GUIDE = manualPath("guides/troubleshooting.md#the-panel-stays-empty");

/** The panel is bundled or read before it is served, so that the first agent does not wait for it. */
export async function createWeb(parts: WebParts): Promise<readonly Part[]> {
  const { settings, profile, directory, storage, tokens, meters, clock, logger } = parts;
  const assets = createAssets({ entries: PAGE_ENTRIES, prepared: preparedPath(PREPARED_PAGES) });
  if (settings.ROLE.includes("http")) await assets.pathOf("panel");
  if (settings.PANEL_ACCESS === "call-id") logger.warn("agents' pages open by a call's id alone");
  tellOfDoors(settings, logger);
  const ofEveryRole = [
    healthRoutes({
      ...parts.readiness,
      starting: () => startingOf({ mediastream: parts.jobs, webhook: parts.webhook }),
    }),
    metricsRoutes({ door: parts.door, meters }),
  ];
  const groups = [
    panelRoutes({
      launchKey: settings.PANEL_LAUNCH_KEY,
      access: settings.PANEL_ACCESS,
      feedbackPath: FEEDBACK_PATH,
      summaryPath: SUMMARY_PATH,
      async conversationsOf(source, callId) {
        const ref = callRefOf(source, callId);
        if (ref === null) return undefined;
        const nameOf = ({ callKey }: CallRef) => conversationNameOf(profile, callKey);
        return { first: nameOf(episodeOf(ref, 1)), newest: nameOf((await directory.newest(ref)).ref) };
      },
      issueToken: (grant) => tokens.issue(grant),
      refreshToken: (token) => tokens.refresh(token),
      tickets: createPanelTickets({
        secret: settings.JWT_SECRET,
        linkLifetimeMs: settings.PANEL_TICKET_MS,
        clock,
      }),
      scriptPath: () => assets.pathOf("panel"),
      wordsPath: (language) => assets.pathOf(wordsEntry(language)),
      laterPath: () => assets.pathOf("panel-later"),
      markdownPath: () => assets.pathOf("markdown"),
      imageOrigins: settings.PANEL_IMAGE_ORIGINS,
      hostOrigins: settings.PANEL_HOST_ORIGINS,
      storageLinks: settings.PANEL_STORAGE_LINKS,
      awaitMediaMs: settings.AWAIT_MEDIA_MS,
      guidePath: NO_AUDIO_GUIDE,
      logger,
      publicPath: settings.PUBLIC_PATH,
      frameAncestors: settings.FRAME_ANCESTORS,
      uiModules: settings.AGENT_UI === "google" ? "google" : "own",
      language: settings.PANEL_LANGUAGE,
      features: settings.FEATURES,
      uiModulesFiles: settings.UI_MODULES_FILES,
      conversationProfileName: settings.CONVERSATION_PROFILE_NAME,
    }),
    createUiConnector({
      settings,
      profile,
      storage,
      tokens,
      answerRecords: parts.answerRecords,
      intake: parts.delivery,
      feedbackMemory: parts.feedbackMemory,
      onSuggestionUsed: parts.onSuggestionUsed,
      isReady: () => parts.readiness.state() === "ready",
      newestOf: newestNameOf(directory, profile.location),
      clock,
      logger,
    }),
    createOperators({
      ...parts,
      scriptPath: () => assets.pathOf("operators"),
      plotPath: () => assets.pathOf("plot"),
      supervisorPage: {
        scriptPath: () => assets.pathOf("supervisor"),
        wordsPath: () => assets.pathOf(wordsEntry("en")),
        markdownPath: () => assets.pathOf("markdown"),
        guidePath: NO_AUDIO_GUIDE,
      },
    }),
    ...(settings.STATELY_INSPECTOR === "on"
      ? [statelyInspectorRoutes(createStatelyFeed({ calls: directory }))]
      : []),
    manualRoutes(),
    assets.routes,
  ];
  return [
    { name: "instance", routes: { groups: ofEveryRole, isForEveryRole: true } },
    { name: "web", routes: { groups } },
  ];
}

/** For an engineer who waits for the first call; the console shows the same. */
function tellOfDoors(settings: Settings, logger: Logger): void {
  for (const { name, isOpen, needs, isAwaited } of doorsOf(settings)) {
    if (isOpen) continue;
    if (isAwaited) logger.warn({ door: name, needs }, "a door is shut until its secret is set");
    else logger.info({ door: name, needs }, "a door is shut, as its secret is not set");
  }
  if (settings.CONNECTOR_SHARES_TRUST_TOKEN === "on") {
    logger.warn("one secret opens Five9's audio endpoint and the UI connector");
  }
}

/** Queues start beside the rest: a call needs neither, and until then their senders are asked to send again. */
function startingOf(queues: Record<string, Startable | null>): string[] {
  return Object.entries(queues).flatMap(([name, queue]) => (queue?.isStarted() === false ? [name] : []));
}
