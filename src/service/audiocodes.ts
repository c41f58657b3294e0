/** VoiceAI Connect's side of one process: conversations, texts to Dialogflow, suggestions back, routes. */
import type { Hono } from "hono";
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { roomOf } from "../delivery/room.ts";
import { createActivitiesDoor } from "../http/audiocodes/activities.ts";
import { audiocodesBotRoutes } from "../http/audiocodes/bot.ts";
import { parseRoles } from "../settings/participant-roles.ts";
import type { Settings } from "../settings/table.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { createBotTokenCheck, type VerifyBotToken } from "../transports/audiocodes/bot-token.ts";
import { Conversations, type OrphanedCall } from "../transports/audiocodes/conversations.ts";
import { interimEventOf } from "../transports/audiocodes/interim-event.ts";
import type { RecognitionDesk } from "../transports/audiocodes/recognition-desk.ts";
import { StreamingSessions } from "../transports/audiocodes/streaming-sessions.ts";
import { createSuggestionFeed } from "../transports/audiocodes/suggestion-feed.ts";
import type { TextMessages } from "../transports/dialogflow/text-messages.ts";
import { frameworkRoutes } from "./audiocodes-frameworks.ts";

export interface AudiocodesParts {
  settings: Settings;
  desk: RecognitionDesk;
  texts: TextMessages;
  directory: LocalDirectory;
  tracks: Tracks;
  delivery: Pick<Delivery, "accept" | "attach" | "isWatched">;
  /** Call key to full conversation name. */
  nameOf(callKey: string): string;
  metrics: Pick<Metrics, "countAudiocodes">;
  clock: Clock;
  logger: Logger;
}

export interface Audiocodes {
  conversations: Conversations;
  routes: Hono[];
  /** The answer to the busiest request; undefined for all that the routes are to answer. */
  shortcut(request: Request): Promise<Response> | undefined;
  /** Sockets of streaming mode open now. */
  sockets(): number;
  callEnded(callKey: string): void;
  /** Nothing new from now on. */
  stopAccepting(): void;
  /** Calls live on: the next process takes them up. */
  close(): void;
}

const KEYS_DEADLINE_MS = 3_000;

export function createAudiocodes(parts: AudiocodesParts): Audiocodes {
  const { settings, directory, delivery, texts, nameOf, metrics, clock, logger } = parts;
  const count = metrics.countAudiocodes;
  /** By call key: asked for with every hypothesis. */
  const rooms = new Map<string, string>();
  const conversations = new Conversations({
    directory,
    desk: parts.desk,
    sinks: parts.tracks,
    texts,
    showWords({ callKey, ...words }) {
      let room = rooms.get(callKey);
      if (room === undefined) {
        room = roomOf(nameOf(callKey));
        rooms.set(callKey, room);
      }
      if (!delivery.isWatched(room)) return;
      const event = interimEventOf({ ...words, conversationName: nameOf(callKey), atMs: clock.now() });
      delivery.accept(event).catch((error: unknown) => {
        logger.debug({ callKey, err: error }, "interim words were not shown");
      });
    },
    followSuggestions: createSuggestionFeed({
      delivery,
      roomOf: (callKey) => roomOf(nameOf(callKey)),
      clock,
      logger,
    }),
    settings: {
      roles: parseRoles(settings.AUDIOCODES_ROLES) ?? new Map(),
      expiresSeconds: settings.AUDIOCODES_EXPIRES_SECONDS,
      silenceLimitMs: settings.FRAMEWORK_SILENCE_MS,
      speechDetection: settings.AUDIOCODES_SPEECH_DETECTION === "on",
      hypotheses: settings.AUDIOCODES_HYPOTHESES === "on",
      languageCode: settings.AUDIOCODES_LANGUAGE,
    },
    clock,
    logger,
    count,
    maxConversations: settings.MAX_STREAMS,
    findOrphan: (callKey) => findOrphan(directory, callKey),
  });
  const streaming = new StreamingSessions({
    conversations,
    directStt: settings.AUDIOCODES_DIRECT_STT === "on",
    clock,
    logger,
    count,
  });
  const verifyToken = tokenCheckOf(settings, clock);
  const maxBodyBytes = settings.MAX_BODY_BYTES;
  const door =
    verifyToken && createActivitiesDoor({ verifyToken, conversations, maxBodyBytes, logger, count });
  const botRoutes = door ? [audiocodesBotRoutes({ door, conversations, streaming, maxBodyBytes })] : [];
  return {
    conversations,
    shortcut: (request) => door?.shortcut(request),
    routes: [...botRoutes, ...frameworkRoutes({ settings, conversations, clock, logger, count })],
    sockets: () => streaming.count(),
    callEnded(callKey) {
      rooms.delete(callKey);
      texts.release(callKey);
      conversations.callEnded(callKey);
    },
    stopAccepting: () => conversations.stopAccepting(),
    close() {
      conversations.close();
      streaming.close();
    },
  };
}

function tokenCheckOf(settings: Settings, clock: Clock): VerifyBotToken | undefined {
  const token = settings.AUDIOCODES_BOT_TOKEN;
  const issuer = settings.AUDIOCODES_OAUTH_ISSUER;
  const jwksUrl = settings.AUDIOCODES_OAUTH_JWKS_URL;
  const audience = settings.AUDIOCODES_OAUTH_AUDIENCE;
  if (issuer === undefined && token === undefined) return undefined;
  if (issuer === undefined) return createBotTokenCheck({ token, clock });
  if (jwksUrl === undefined || audience === undefined) {
    throw new SidetoneError("CONFIG_INVALID", "OAuth needs issuer, key set and audience");
  }
  const oauth = { issuer, jwksUrl, audience, keysDeadlineMs: KEYS_DEADLINE_MS };
  return createBotTokenCheck({ token, oauth, clock });
}

/** A call of VoiceAI Connect that lives here without its conversation: it was restored. */
function findOrphan(directory: LocalDirectory, callKey: string): OrphanedCall | null {
  const call = directory.get(callKey);
  if (call === null || call.ref.source !== "audiocodes") return null;
  const legs = new Map<string, OrphanedCall["participants"][number]>();
  for (const { subscriptionId, speaker, encoding } of call.actor().getSnapshot().context.legs) {
    legs.set(subscriptionId, { participant: subscriptionId, speaker, isText: encoding === "TEXT" });
  }
  return { participants: [...legs.values()] };
}
