/** Dialogflow as the call chart's actors: conversation, completion and the recogniser. */
import { fromPromise } from "xstate";
import { callMachine } from "../actors/call/machine.ts";
import { participantMachine } from "../actors/participant/machine.ts";
import { FlushTick } from "../audio/flush-tick.ts";
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { localRecognizers } from "../calls/recognizer-host.ts";
import { linkedRecognizer } from "../calls/recognizer-link.ts";
import type { Settings } from "../settings/table.ts";
import { createDialogflow, type Dialogflow } from "../transports/dialogflow/dialogflow.ts";
import type { ProfileName } from "../transports/dialogflow/resource-names.ts";
import { RecognitionDesk } from "../transports/speech-switch/recognition-desk.ts";
import { recognizerOf } from "./recognizer.ts";

/** Connections made before the first call, so that it does not pay for them. */
const WARM_CONNECTIONS = 2;
const WARM_UP_DEADLINE_MS = 5_000;
/** How often all legs' joined audio is written together; half the joining time, within these bounds. */
const TICK_BOUNDS_MS = { least: 10, most: 50 };

export interface Upstream {
  /** The call chart with everything it needs of Dialogflow provided. */
  machine: typeof callMachine;
  profile: ProfileName;
  answerRecords: Dialogflow["answerRecords"];
  createTextMessages: Dialogflow["createTextMessages"];
  /** Connections of recognition streams. */
  connections(): { busy: number; idle: number };
  close(): Promise<void>;
}

export interface UpstreamParts {
  settings: Pick<
    Settings,
    "CONVERSATION_PROFILE_NAME" | "DIALOGFLOW_ENDPOINT" | "COALESCE_MS" | "MAX_STREAMS" | "REPLAY_SETTLE_MS"
  >;
  clock: Clock;
  logger: Logger;
  tracks: Tracks;
  /** Where recognisers find the conversations of VoiceAI Connect. */
  desk?: RecognitionDesk;
}

/** Makes the clients; an upstream that is away does not keep the service from starting, it is only logged. */
export async function connectUpstream(parts: UpstreamParts): Promise<Upstream> {
  const { settings, clock, logger, tracks, desk = new RecognitionDesk() } = parts;
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
    timings: { settleMs: settings.REPLAY_SETTLE_MS },
  });
  const { conversations, profile, answerRecords, createTextMessages } = dialogflow;
  await dialogflow
    .warmUp({ connections: WARM_CONNECTIONS, deadlineMs: WARM_UP_DEADLINE_MS })
    .catch((error: unknown) =>
      logger.warn({ err: error }, "Dialogflow did not answer at start, calls will try again"),
    );

  const recognizer = linkedRecognizer(localRecognizers(recognizerOf(dialogflow, desk)));
  const machine = callMachine.provide({
    actors: {
      participant: participantMachine.provide({ actors: { recognizer } }),
      openConversation: fromPromise<{ conversationName: string }, { conversationId: string }>(
        async ({ input: { conversationId }, signal }) => {
          const { name } = await conversations.openConversation({ conversationId, signal });
          return { conversationName: name };
        },
      ),
      completeConversation: fromPromise<void, { conversationName: string }>(({ input, signal }) =>
        conversations.completeConversation({ name: input.conversationName, signal }),
      ),
    },
  });
  return {
    machine,
    profile,
    answerRecords,
    createTextMessages,
    connections: () => dialogflow.pool.counts,
    close: () => dialogflow.close(),
  };
}
