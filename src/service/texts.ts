/** Words that came as text, on their way to Dialogflow once the call's conversation is open. */
import type { AssistConversations, AssistTexts } from "../assist/provider.ts";
import type { Logger } from "../base/log.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import type { CallRecords } from "../calls/port.ts";
import type { Speaker } from "../contract/speaker.ts";
import type { Settings } from "../settings/table.ts";
import type { Meters } from "../telemetry/meters.ts";
import { conversationGate } from "./conversation-gate.ts";
import type { Part } from "./part.ts";

/** Utterances of one speaker that may wait for Dialogflow; far more than a speaker says during an outage. */
const MAX_QUEUED_TEXTS = 500;

export function startTexts(options: {
  settings: Pick<Settings, "RECOVERY_DEADLINE_MS" | "TEXTS_PER_MINUTE">;
  conversations: Pick<AssistConversations, "createTexts" | "conversationOf">;
  directory: CallsHere;
  logger: Logger;
}): Part & { texts: AssistTexts } {
  const { settings, conversations, directory, logger } = options;
  const texts = conversations.createTexts({
    whenOpen: conversationGate({ calls: directory, conversationOf: conversations.conversationOf }),
    maxQueued: MAX_QUEUED_TEXTS,
    giveUpAfterMs: settings.RECOVERY_DEADLINE_MS,
    perMinute: settings.TEXTS_PER_MINUTE,
    onLost: lostTextTeller({ calls: directory, logger }),
  });
  return {
    name: "texts",
    texts,
    meters: (meters) => meterTexts(meters, texts),
    stop: () => texts.close(),
  };
}

/** A text lost after the call's end is written to its stored history. */
function lostTextTeller(options: { calls: Pick<CallRecords, "note">; logger: Logger }) {
  const { calls, logger } = options;
  return (callKey: string, speaker: Speaker, code: string): void => {
    const type = "text.lost";
    const line = { actor: `texts:${speaker}`, event: type, detail: { speaker, code } };
    calls.note(callKey, line, { type, speaker, code }).catch((error: unknown) => {
      logger.error({ callKey, err: error }, "a lost text could not be noted in the call's history");
    });
  };
}

export function meterTexts(meters: Meters, texts: Pick<AssistTexts, "counts" | "pending">): void {
  meters.gaugeBy({
    name: "sidetone_texts",
    help: "Texts of VoiceAI Connect's calls on their way to Dialogflow",
    label: "outcome",
    ask: () => ({ ...texts.counts(), waiting: texts.pending() }),
  });
}
