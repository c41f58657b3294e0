/** Agent Assist events of many calls as Pub/Sub would carry them: utterances with interims, messages, suggestions. */
import type { AssistDataType } from "../../src/assist/google-notification.ts";
import type { Random } from "./random.ts";

export interface MixedEvent {
  dataType: AssistDataType;
  conversationName: string;
  messageId: string;
  data: string;
  attributes: Record<string, string>;
  publishTimeMs: number;
  /** False for interim transcripts, which are shown or dropped but never logged. */
  isLogged: boolean;
}

export interface MixOptions {
  conversationNames: readonly string[];
  /** Utterances per call; each makes three interims, a final, a message and three suggestion events. */
  utterances: number;
  startMs: number;
}

const EVENTS_PER_UTTERANCE = 8;
const ROLES = ["END_USER", "HUMAN_AGENT"] as const;

/** Events per call: 8 for each utterance, and the call's start and end. */
export const eventsPerCall = (utterances: number) => utterances * EVENTS_PER_UTTERANCE + 2;

export function mixOfEvents({ conversationNames, utterances, startMs }: MixOptions): MixedEvent[] {
  return conversationNames.flatMap((name, call) => {
    let lastId = 0;
    const event = (dataType: AssistDataType, payload: object, more: Partial<MixedEvent> = {}): MixedEvent => {
      lastId += 1;
      const publishTimeMs = startMs + lastId * 40;
      const data = JSON.stringify({ conversation: name, ...payload });
      const messageId = `${call + 1}-${lastId}`;
      const base = { dataType, conversationName: name, messageId, data, attributes: {}, publishTimeMs };
      return { ...base, isLogged: true, ...more };
    };
    const lifecycle = (type: string) => event("conversation-lifecycle-event", { type });
    const spoken = Array.from({ length: utterances }, (_, index) => utterance(name, index, event));
    return [lifecycle("CONVERSATION_STARTED"), ...spoken.flat(), lifecycle("CONVERSATION_FINISHED")];
  });
}

type MakeEvent = (dataType: AssistDataType, payload: object, more?: Partial<MixedEvent>) => MixedEvent;

function utterance(name: string, index: number, event: MakeEvent): MixedEvent[] {
  const role = ROLES[index % 2] ?? "END_USER";
  const id = `u${index}`;
  const text = `sentence ${index} — ähm 🎧`;
  const attributes = { participant_id: `p-${role}`, participant_role: role, message_id: id };
  const result = (part: object, isLogged: boolean) =>
    event(
      "new-recognition-result-notification-event",
      {
        type: "NEW_RECOGNITION_RESULT",
        newRecognitionResultPayload: { messageType: "TRANSCRIPT", transcript: text, ...part },
      },
      { attributes, isLogged },
    );
  const interims = [1, 2, 3].map(() => result({ stability: 0.9 }, false));
  const final = result({ isFinal: true, confidence: 0.98 }, true);
  const spokenAt = new Date(Date.UTC(2026, 10, 20, 10, 0, index)).toISOString();
  const message = event("new-message-event", {
    type: "NEW_MESSAGE",
    newMessagePayload: {
      name: `${name}/messages/${id}`,
      content: text,
      participantRole: role,
      createTime: spokenAt,
      sendTime: spokenAt,
    },
  });
  const suggestion = (response: object) =>
    event("human-agent-assistant-event", { suggestionResults: [response] });
  return [
    ...interims,
    final,
    message,
    suggestion({ suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: `reply ${index}` }] } }),
    suggestion({ suggestArticlesResponse: { articleAnswers: [{ title: `article ${index}`, uri: "u" }] } }),
    suggestion({ suggestFaqAnswersResponse: { faqAnswers: [{ answer: `faq ${index}`, question: "q" }] } }),
  ];
}

/** A shuffled copy. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = random.between(0, last);
    const item = copy[last] as T;
    copy[last] = copy[other] as T;
    copy[other] = item;
  }
  return copy;
}
