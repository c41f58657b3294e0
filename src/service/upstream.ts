/** Dialogflow as the call chart's actors: conversation, completion and the recogniser, wired to one set of clients. */
import { fromPromise } from "xstate";
import { callMachine } from "../actors/call/machine.ts";
import { participantMachine } from "../actors/participant/machine.ts";
import { FlushTick } from "../audio/flush-tick.ts";
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../settings.ts";
import type { Logger } from "../telemetry/log.ts";
import { DialogflowClients } from "../transports/dialogflow/clients.ts";
import { ConnectionPool } from "../transports/dialogflow/connection-pool.ts";
import { Conversations } from "../transports/dialogflow/conversations.ts";
import { endpointFor } from "../transports/dialogflow/endpoint.ts";
import { Participants } from "../transports/dialogflow/participants.ts";
import { createRecognizerLogic } from "../transports/dialogflow/recognizer.ts";
import { type ProfileName, parseProfileName } from "../transports/dialogflow/resource-names.ts";
import { defaultUnaryPolicy } from "../transports/dialogflow/unary.ts";

/** Connections made before the first call, so that it does not pay for them. */
const WARM_CONNECTIONS = 2;
const WARM_UP_DEADLINE_MS = 5_000;

export interface Upstream {
  /** The call chart with everything it needs of Dialogflow provided. */
  machine: typeof callMachine;
  profile: ProfileName;
  close(): Promise<void>;
}

/** Makes the clients; an upstream that is away does not keep the service from starting, it is only logged. */
export async function connectUpstream(
  settings: Pick<
    Settings,
    "CONVERSATION_PROFILE_NAME" | "DIALOGFLOW_ENDPOINT" | "PROJECT_ID" | "COALESCE_MS" | "MAX_STREAMS"
  >,
  parts: { clock: Clock; logger: Logger; tracks: Tracks },
): Promise<Upstream> {
  const { clock, logger, tracks } = parts;
  const profile = parseProfileName(settings.CONVERSATION_PROFILE_NAME);
  const override = settings.DIALOGFLOW_ENDPOINT;
  const endpoint = endpointFor(
    profile,
    override === undefined ? undefined : { apiEndpoint: override, insecure: true },
  );
  const clients = new DialogflowClients({ endpoint, projectId: settings.PROJECT_ID });
  const unary = { clock, policy: defaultUnaryPolicy };
  const conversations = new Conversations({ ...unary, api: clients.conversations, profile });
  const participants = new Participants({ ...unary, api: clients.participants });
  const pool = new ConnectionPool({
    createClient: () => clients.createStreamClient(),
    logger,
    maxConnections: settings.MAX_STREAMS,
  });
  const tick = new FlushTick({ clock, intervalMs: Math.max(10, Math.min(50, settings.COALESCE_MS / 2)) });
  const recognizer = createRecognizerLogic({ clock, logger, tracks, participants, pool, tick });

  await Promise.all([clients.warmUp(), pool.warmUp(WARM_CONNECTIONS, WARM_UP_DEADLINE_MS)]).catch(
    (error: unknown) =>
      logger.warn(
        { err: error, endpoint: endpoint.host },
        "Dialogflow did not answer at start, calls will try again",
      ),
  );

  const machine = callMachine.provide({
    actors: {
      participant: participantMachine.provide({ actors: { recognizer } }),
      openConversation: fromPromise<{ conversationName: string }, { conversationId: string }>(
        async ({ input, signal }) => {
          const { name } = await conversations.openConversation({
            conversationId: input.conversationId,
            signal,
          });
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
    async close() {
      await pool.close();
      await clients.close();
    },
  };
}
