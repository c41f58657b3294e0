/** Google Cloud Agent Assist as a provider: conversations and recognition at Dialogflow, events from Pub/Sub. */
import { conversationRefOf } from "../assist/conversation.ts";
import type { AssistConversations, AssistProvider, AssistProviderOptions } from "../assist/provider.ts";
import { FlushTick } from "../audio/flush-tick.ts";
import { createSignal } from "../base/signal.ts";
import { rollOverOf } from "../settings/recognition.ts";
import type { Settings } from "../settings/table.ts";
import { bidiApi } from "../transports/dialogflow/bidi-api.ts";
import {
  createDialogflow,
  type Dialogflow,
  type DialogflowOptions,
} from "../transports/dialogflow/dialogflow.ts";
import type { NamedParticipant } from "../transports/dialogflow/participants.ts";
import { conversationNameOf, parseProfileName } from "../transports/dialogflow/resource-names.ts";
import { streamingApi } from "../transports/dialogflow/streaming-api.ts";
import { createAnswerRelay } from "./answer-relay.ts";
import { startGoogleEvents } from "./google-events.ts";

/** Connections made before the first call, so that it does not pay for them. */
const WARM_CONNECTIONS = 2;
const WARM_UP_DEADLINE_MS = 5_000;
/** How often all legs' joined audio is written together; half the joining time, within these bounds. */
const TICK_BOUNDS_MS = { least: 10, most: 50 };

export async function createGoogleAssist(options: AssistProviderOptions): Promise<AssistProvider> {
  const { settings, clock, logger } = options;
  const homeLocation = parseProfileName(settings.CONVERSATION_PROFILE_NAME).location;
  const answers = createAnswerRelay({ homeLocation, clock, logger });
  const named = createSignal<NamedParticipant>();
  const dialogflow = await connectDialogflow({
    ...options,
    onAnswered: (answer) => answers.take(answer),
    onParticipant: named.tell,
    tryAgainMs: settings.PROFILE_CHECK_MS,
  });
  const profile = dialogflow.watchProfile({
    features: settings.FEATURES,
    intervalMs: settings.PROFILE_CHECK_MS,
  });
  return {
    name: "google",
    conversations: { ...conversationsAt(dialogflow), named },
    bringEvents(intake) {
      answers.bringTo(intake);
      return startGoogleEvents({ settings, intake, homeLocation, profile, clock, logger });
    },
    async close() {
      answers.close();
      await dialogflow.close();
    },
  };
}

export interface DialogflowParts
  extends Omit<AssistProviderOptions, "settings">,
    Pick<DialogflowOptions, "onAnswered" | "onParticipant" | "tryAgainMs"> {
  settings: Pick<
    Settings,
    | "CONVERSATION_PROFILE_NAME"
    | "DIALOGFLOW_ENDPOINT"
    | "COALESCE_MS"
    | "MAX_STREAMS"
    | "REPLAY_SETTLE_MS"
    | "RECOGNITION_API"
    | "ROLL_OVER_AFTER_MS"
    | "ROLL_OVER_LATEST_MS"
  >;
}

/** Makes the clients; an upstream that is away does not keep the service from starting, it is only logged. */
export async function connectDialogflow(parts: DialogflowParts): Promise<Dialogflow> {
  const { settings, clock, logger, tracks, onAnswered, onParticipant, tryAgainMs } = parts;
  const override = settings.DIALOGFLOW_ENDPOINT;
  const intervalMs = Math.max(TICK_BOUNDS_MS.least, Math.min(TICK_BOUNDS_MS.most, settings.COALESCE_MS / 2));
  const dialogflow = createDialogflow({
    conversationProfileName: settings.CONVERSATION_PROFILE_NAME,
    ...(override === undefined ? {} : { endpoint: { apiEndpoint: override, insecure: true } }),
    clock,
    logger,
    tracks,
    tick: new FlushTick({ clock, intervalMs }),
    maxConnections: settings.MAX_STREAMS,
    ...(tryAgainMs === undefined ? {} : { tryAgainMs }),
    ...(onAnswered === undefined ? {} : { onAnswered }),
    ...(onParticipant === undefined ? {} : { onParticipant }),
    ...recognitionOf(settings),
  });
  await dialogflow
    .warmUp({ connections: WARM_CONNECTIONS, deadlineMs: WARM_UP_DEADLINE_MS })
    .catch((error: unknown) =>
      logger.warn({ err: error }, "Dialogflow did not answer at start, calls will try again"),
    );
  return dialogflow;
}

/** Google limits the audio of a streaming rpc, and that of kept audio runs ahead of its clock. */
export function recognitionOf(
  settings: Pick<Settings, "RECOGNITION_API" | "REPLAY_SETTLE_MS" | "ROLL_OVER_LATEST_MS">,
): Required<Pick<DialogflowOptions, "recognitionApi" | "timings">> {
  const settleMs = settings.REPLAY_SETTLE_MS;
  if (settings.RECOGNITION_API === "bidi") return { recognitionApi: bidiApi, timings: { settleMs } };
  return { recognitionApi: streamingApi, timings: { settleMs, mostAudioMs: rollOverOf(settings).latestMs } };
}

export function conversationsAt(dialogflow: Dialogflow): Omit<AssistConversations, "named"> {
  const { profile, conversations, answerRecords } = dialogflow;
  return {
    conversationOf: (callKey) => conversationRefOf(conversationNameOf(profile, callKey), profile.location),
    open: (request) => conversations.openConversation(request),
    complete: (request) => conversations.completeConversation(request),
    recognize: (input, report) => dialogflow.recognize(input, report),
    createTexts: (options) => dialogflow.createTextMessages(options),
    answerRecords,
    isRefused: () => dialogflow.isRefused(),
  };
}
