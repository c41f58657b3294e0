/** Words still being recognised, as the volatile event desktops show them from: Google's form of a recognition result. */
import { roleOf, type Speaker } from "../../contract/speaker.ts";
import type { AgentAssistEvent } from "../../delivery/agent-assist-event.ts";

export interface InterimWords {
  conversationName: string;
  speaker: Speaker;
  text: string;
  languageCode: string;
  /** The same for all hypotheses of one utterance. */
  utteranceId: string;
  atMs: number;
}

/** NEW_RECOGNITION_RESULT_NOTIFICATION with isFinal absent (google.cloud.dialogflow.v2beta1 ConversationEvent). */
export function interimEventOf(words: InterimWords): AgentAssistEvent {
  const { conversationName, speaker, text, languageCode, utteranceId, atMs } = words;
  const payload = {
    conversation: conversationName,
    type: "NEW_RECOGNITION_RESULT",
    newRecognitionResultPayload: { messageType: "TRANSCRIPT", transcript: text, languageCode },
  };
  return {
    dataType: "new-recognition-result-notification-event",
    conversationName,
    data: JSON.stringify(payload),
    payload,
    messageId: crypto.randomUUID(),
    publishTime: new Date(atMs).toISOString(),
    attributes: { participant_role: roleOf(speaker), message_id: utteranceId },
  };
}
