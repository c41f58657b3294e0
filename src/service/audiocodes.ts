/** VoiceAI Connect's side of one process: conversations, texts to Dialogflow, suggestions back, routes. */
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { roomOf } from "../delivery/room.ts";
import { createActivitiesDoor } from "../http/audiocodes/activities.ts";
import { AUDIOCODES_PREFIX, audiocodesBotRoutes } from "../http/audiocodes/bot.ts";
import { parseRoles } from "../settings/participant-roles.ts";
import type { Settings } from "../settings/table.ts";
import type { Meters } from "../telemetry/meters.ts";
import { createBotTokenCheck, type VerifyBotToken } from "../transports/audiocodes/bot-token.ts";
import { Conversations, type OrphanedCall } from "../transports/audiocodes/conversations.ts";
import type { CountAudiocodes } from "../transports/audiocodes/counts.ts";
import { interimEventOf } from "../transports/audiocodes/interim-event.ts";
import type { RecognitionDesk } from "../transports/audiocodes/recognition-desk.ts";
import { StreamingSessions } from "../transports/audiocodes/streaming-sessions.ts";
import { createSuggestionFeed } from "../transports/audiocodes/suggestion-feed.ts";
import type { TextMessages } from "../transports/dialogflow/text-messages.ts";
import { frameworkRoutes } from "./audiocodes-frameworks.ts";
import type { CallsPart } from "./calls.ts";
import type { Carrier } from "./carrier.ts";
import type { Part } from "./part.ts";

export interface AudiocodesParts {
  settings: Settings;
  desk: RecognitionDesk;
  texts: TextMessages;
  calls: Pick<CallsPart, "directory" | "ended">;
  tracks: Tracks;
  delivery: Pick<Delivery, "accept" | "attach" | "isWatched">;
  /** Call key to full conversation name. */
  nameOf(callKey: string): string;
  meters: Meters;
  clock: Clock;
  logger: Logger;
}

export type Audiocodes = Part & Carrier;

const KEYS_DEADLINE_MS = 3_000;

/** Opens by taking up the conversations of restored calls; it ends without them, for the next process to take up. */
export function createAudiocodes(parts: AudiocodesParts): Audiocodes {
  const { settings, delivery, texts, nameOf, clock, logger } = parts;
  const { directory } = parts.calls;
  const count = countAudiocodes(parts.meters);
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
  parts.calls.ended.on((callKey) => {
    rooms.delete(callKey);
    texts.release(callKey);
    conversations.callEnded(callKey);
  });
  return {
    name: "audiocodes",
    source: "audiocodes",
    routes: {
      prefix: AUDIOCODES_PREFIX,
      shortcut: (request) => door?.shortcut(request),
      groups: [...botRoutes, ...frameworkRoutes({ settings, conversations, clock, logger, count })],
    },
    open() {
      const ours = directory.list().filter(({ ref }) => ref.source === "audiocodes");
      conversations.takeUp(ours.map(({ ref }) => ref.vendorCallId));
    },
    openLegs: () => streaming.openStreams(),
    audioTotals: () => streaming.audioTotals,
    stopAccepting: () => conversations.stopAccepting(),
    stop() {
      conversations.close();
      streaming.close();
    },
  };
}

export function countAudiocodes(meters: Meters): CountAudiocodes {
  return meters.counterBy({
    name: "sidetone_audiocodes_events_total",
    help: "What happened in VoiceAI Connect's conversations, by kind",
    label: "event",
  });
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
  for (const { participant = "", speaker, medium } of call.actor().getSnapshot().context.legs) {
    legs.set(participant, { participant, speaker, isText: medium.kind === "text" });
  }
  return { participants: [...legs.values()] };
}
