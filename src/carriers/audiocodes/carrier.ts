/** VoiceAI Connect's side of one process: conversations, texts to Dialogflow, suggestions back, routes. */
import type { ConversationRef } from "../../assist/conversation.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { ADDRESS_FIELD } from "../../contract/address-fields.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import { createActivitiesDoor } from "../../http/audiocodes/activities.ts";
import { AUDIOCODES_PREFIX, audiocodesBotRoutes } from "../../http/audiocodes/bot.ts";
import { parseRoles } from "../../settings/participant-roles.ts";
import type { Settings } from "../../settings/table.ts";
import { createBotTokenCheck, type VerifyBotToken } from "../../transports/audiocodes/bot-token.ts";
import {
  AUDIOCODES_SOURCE,
  audiocodesCallRef,
  isConversationId,
} from "../../transports/audiocodes/call-key.ts";
import type { ConversationSettings } from "../../transports/audiocodes/conversation-parts.ts";
import { Conversations, type OrphanedCall } from "../../transports/audiocodes/conversations.ts";
import { FarConversations } from "../../transports/audiocodes/far-conversations.ts";
import { interimEventOf } from "../../transports/audiocodes/interim-event.ts";
import { StreamingSessions } from "../../transports/audiocodes/streaming-sessions.ts";
import { createSuggestionFeed } from "../../transports/audiocodes/suggestion-feed.ts";
import type { Carrier, CarrierContext, Door, LivingCall, RunningCarrier } from "../carrier.ts";
import { frameworkRoutes } from "./frameworks.ts";

export const AUDIOCODES: Carrier = {
  source: AUDIOCODES_SOURCE,
  label: "AudioCodes",
  events: {
    name: "sidetone_audiocodes_events_total",
    help: "What happened in VoiceAI Connect's conversations, by kind",
  },
  callRefOf: (conversationId) =>
    isConversationId(conversationId) ? audiocodesCallRef(conversationId) : null,
  doorsOf,
  start: startAudiocodes,
};

const KEYS_DEADLINE_MS = 3_000;

function doorsOf(settings: Settings): Door[] {
  const secrets = [
    settings.AUDIOCODES_BOT_TOKEN,
    settings.AUDIOCODES_OAUTH_ISSUER,
    settings.DIALOGFLOW_WEBHOOK_TOKEN,
    settings.MICROSOFT_APP_ID,
  ];
  return [
    {
      name: "AudioCodes VoiceAI Connect",
      isOpen: secrets.some((secret) => secret !== undefined),
      needs: "AUDIOCODES_BOT_TOKEN, or another of its secrets",
      isAwaited: false,
    },
  ];
}

/** It ends without its conversations, for the next process to take up. */
function startAudiocodes(context: CarrierContext): RunningCarrier {
  const { settings, calls, delivery, texts, clock, logger, count, elsewhere } = context;
  /** By call key: asked for with every hypothesis. */
  const known = new Map<string, ConversationRef>();
  const conversationOf = (callKey: string): ConversationRef => {
    const conversation = known.get(callKey) ?? context.conversationOf(callKey);
    known.set(callKey, conversation);
    return conversation;
  };
  const findOpened = (conversationId: string) => openedCallOf(context, conversationId);
  const conversations = new Conversations({
    directory: context.directory,
    desk: context.desk,
    sinks: context.tracks,
    texts,
    showWords({ callKey, ...words }) {
      const conversation = conversationOf(callKey);
      if (!delivery.isWatched(conversation.room)) return;
      const event = interimEventOf({ ...words, conversation, atMs: clock.now() });
      delivery.accept(event).catch((error: unknown) => {
        logger.debug({ callKey, err: error }, "interim words were not shown");
      });
    },
    followSuggestions: createSuggestionFeed({
      delivery,
      roomOf: (callKey) => conversationOf(callKey).room,
      clock,
      logger,
    }),
    markOf: context.markOf,
    ...(elsewhere && { settled: elsewhere.settled }),
    settings: conversationSettingsOf(settings),
    clock,
    logger,
    count,
    maxConversations: settings.MAX_STREAMS,
    findOrphan: (conversationId) =>
      orphanOf(calls.get(context.directory.lastSeen(audiocodesCallRef(conversationId).callKey))),
    findOpened,
  });
  const everywhere =
    elsewhere &&
    new FarConversations({
      ...elsewhere,
      ...{ here: conversations, clock },
      findOrphan: async (conversationId) => {
        const first = audiocodesCallRef(conversationId);
        const { ref, isOver } = await context.directory.newest(first);
        return isOver ? null : orphanOf(await calls.find(ref.callKey));
      },
      findOpened,
    });
  const reached = everywhere ?? conversations;
  const streaming = new StreamingSessions({
    conversations: reached,
    directStt: settings.AUDIOCODES_DIRECT_STT === "on",
    clock,
    logger,
    count,
  });
  const verifyToken = tokenCheckOf(settings, clock);
  const maxBodyBytes = settings.MAX_BODY_BYTES;
  const door =
    verifyToken && createActivitiesDoor({ verifyToken, conversations: reached, maxBodyBytes, logger, count });
  const botRoutes = door
    ? [audiocodesBotRoutes({ door, conversations: reached, streaming, maxBodyBytes })]
    : [];
  calls.onEnded((callKey) => {
    known.delete(callKey);
    texts.release(callKey);
    conversations.callEnded(callKey);
  });
  return {
    routes: {
      prefix: AUDIOCODES_PREFIX,
      shortcut: (request) => door?.shortcut(request),
      groups: [...botRoutes, ...frameworkRoutes({ settings, conversations: reached, clock, logger, count })],
    },
    takeUpCall: ({ vendorCallId }) => {
      everywhere?.takeUp([vendorCallId]).catch((error: unknown) => {
        logger.warn({ err: error }, "a conversation could not be taken up");
      });
    },
    takeUp: () => conversations.takeUp(calls.list().map(({ ref }) => ref.vendorCallId)),
    openLegs: () => streaming.openStreams(),
    audioTotals: () => streaming.audioTotals,
    stopAccepting: () => conversations.stopAccepting(),
    stop() {
      conversations.close();
      streaming.close();
    },
  };
}

function conversationSettingsOf(settings: Settings): ConversationSettings {
  return {
    roles: parseRoles(settings.AUDIOCODES_ROLES) ?? new Map(),
    expiresSeconds: settings.AUDIOCODES_EXPIRES_SECONDS,
    silenceLimitMs: settings.FRAMEWORK_SILENCE_MS,
    speechDetection: settings.AUDIOCODES_SPEECH_DETECTION === "on",
    hypotheses: settings.AUDIOCODES_HYPOTHESES === "on",
    languageCode: settings.AUDIOCODES_LANGUAGE,
    numbers: settings.PANEL_NUMBERS,
  };
}

/** An opening begins the life of its id: one that is not over, and has no call, was opened and told nothing more. */
async function openedCallOf(
  { directory, calls }: Pick<CarrierContext, "directory" | "calls">,
  conversationId: string,
): Promise<CallRef | null> {
  const { ref, isOver, isKnown } = await directory.newest(audiocodesCallRef(conversationId));
  return !isKnown || isOver || (await calls.hasBegun(ref.callKey)) ? null : ref;
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

/** A call that lives here without its conversation: it was restored. */
function orphanOf(call: LivingCall | null): OrphanedCall | null {
  if (call === null || call.isEnding) return null;
  const participants = new Map<string, OrphanedCall["participants"][number]>();
  for (const { participant = "", speaker, medium, origin } of call.legs) {
    const addressMark = origin[ADDRESS_FIELD];
    const isText = medium.kind === "text";
    const marked = addressMark === undefined ? {} : { addressMark };
    participants.set(participant, { participant, speaker, isText, ...marked });
  }
  return { ref: call.ref, participants: [...participants.values()] };
}
