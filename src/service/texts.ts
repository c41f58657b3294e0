/** Words that came as text, on their way to Dialogflow once the call's conversation is open. */
import type { LocalDirectory } from "../calls/directory.ts";
import type { Settings } from "../settings/table.ts";
import type { Meters } from "../telemetry/meters.ts";
import type { TextMessages } from "../transports/dialogflow/text-messages.ts";
import { conversationGate } from "./conversation-gate.ts";
import type { DialogflowPart } from "./dialogflow.ts";
import type { Part } from "./part.ts";

/** Utterances of one speaker that may wait for Dialogflow; far more than anybody says while it is away. */
const MAX_QUEUED_TEXTS = 500;

export function startTexts(options: {
  settings: Pick<Settings, "RECOVERY_DEADLINE_MS" | "TEXTS_PER_MINUTE">;
  dialogflow: Pick<DialogflowPart, "upstream" | "conversationOf">;
  directory: LocalDirectory;
}): Part & { texts: TextMessages } {
  const { settings, dialogflow, directory } = options;
  const texts = dialogflow.upstream.createTextMessages({
    whenOpen: conversationGate({ calls: directory, conversationOf: dialogflow.conversationOf }),
    maxQueued: MAX_QUEUED_TEXTS,
    giveUpAfterMs: settings.RECOVERY_DEADLINE_MS,
    perMinute: settings.TEXTS_PER_MINUTE,
  });
  return {
    name: "texts",
    texts,
    meters: (meters) => meterTexts(meters, texts),
    stop: () => texts.close(),
  };
}

export function meterTexts(meters: Meters, texts: Pick<TextMessages, "counts" | "pending">): void {
  meters.gaugeBy({
    name: "sidetone_texts",
    help: "Texts of VoiceAI Connect's calls on their way to Dialogflow",
    label: "outcome",
    ask: () => ({ ...texts.counts(), waiting: texts.pending() }),
  });
}
