/** Dialogflow as a part: the call chart with its actors, and where recognisers find the conversations of VoiceAI Connect. */
import { type ConversationRef, conversationRefOf } from "../assist/conversation.ts";
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { Settings } from "../settings/table.ts";
import { conversationNameOf } from "../transports/dialogflow/resource-names.ts";
import { RecognitionDesk } from "../transports/speech-switch/recognition-desk.ts";
import type { Part } from "./part.ts";
import { connectUpstream, type Upstream } from "./upstream.ts";

export type DialogflowPart = Part & {
  upstream: Upstream;
  desk: RecognitionDesk;
  /** The conversation of a call with this key. */
  conversationOf(callKey: string): ConversationRef;
};

export async function startDialogflow(options: {
  settings: Settings;
  tracks: Tracks;
  clock: Clock;
  logger: Logger;
}): Promise<DialogflowPart> {
  const desk = new RecognitionDesk();
  const upstream = await connectUpstream({ ...options, desk });
  return {
    name: "dialogflow",
    upstream,
    desk,
    conversationOf: (callKey) =>
      conversationRefOf(conversationNameOf(upstream.profile, callKey), upstream.profile.location),
    stop: () => upstream.close(),
  };
}
