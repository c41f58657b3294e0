/** Tells stale interim transcripts from fresh ones, with bounded memory. */
import type { AgentAssistEvent } from "./agent-assist-event.ts";

export type RecognitionKind = "interim" | "final" | "other";

/** Whether an event is a recognition result and of which kind; proto3 JSON leaves `isFinal` out when false. */
export function recognitionKindOf(event: AgentAssistEvent): RecognitionKind {
  if (event.dataType !== "new-recognition-result-notification-event") return "other";
  const result = event.payload.newRecognitionResultPayload;
  if (typeof result !== "object" || result === null) return "other";
  return "isFinal" in result && result.isFinal === true ? "final" : "interim";
}

/** How far a published final result has come in the audio of its stream; null where the event does not say. */
export function finalOffsetOf(event: AgentAssistEvent): { participantId: string; endSeconds: number } | null {
  const { speechEndOffset } = event.payload.newRecognitionResultPayload as { speechEndOffset?: unknown };
  const participantId = event.attributes.participant_id ?? "";
  // A Duration in proto3 JSON: "12.300s".
  const endSeconds = typeof speechEndOffset === "string" ? Number(speechEndOffset.replace(/s$/, "")) : 0;
  return participantId !== "" && endSeconds > 0 ? { participantId, endSeconds } : null;
}

/** Whose words a recognition result or a message has: HUMAN_AGENT, END_USER; undefined for other events. */
export function roleOfWords(event: AgentAssistEvent): string | undefined {
  const message = event.payload.newMessagePayload;
  const named =
    typeof message === "object" && message !== null && "participantRole" in message
      ? message.participantRole
      : event.attributes.participant_role;
  return typeof named === "string" && named !== "" ? named : undefined;
}

interface Utterance {
  finished: boolean;
  latestMs: number;
}

export interface UtteranceMemory {
  /** Notes that the utterance's final result is known. */
  finish(room: string, event: AgentAssistEvent): void;
  /** True when this interim result is news: no final and no later interim of its utterance has passed. */
  isFresh(room: string, event: AgentAssistEvent): boolean;
}

/** Remembers the last `capacity` utterances of all rooms; the longest untouched is forgotten first. */
export function createUtteranceMemory(capacity: number): UtteranceMemory {
  const utterances = new Map<string, Utterance>();

  function remember(key: string, utterance: Utterance): void {
    utterances.delete(key);
    utterances.set(key, utterance);
    if (utterances.size <= capacity) return;
    const oldest = utterances.keys().next();
    if (!oldest.done) utterances.delete(oldest.value);
  }

  return {
    finish: (room, event) => {
      const key = keyOf(room, event);
      if (key !== null) remember(key, { finished: true, latestMs: 0 });
    },
    isFresh: (room, event) => {
      const key = keyOf(room, event);
      // Without an utterance id nothing can be compared, and showing too much beats showing nothing.
      if (key === null) return true;
      const known = utterances.get(key);
      const publishedMs = Date.parse(event.publishTime);
      if (known?.finished === true) return false;
      if (known !== undefined && publishedMs < known.latestMs) return false;
      remember(key, { finished: false, latestMs: Number.isNaN(publishedMs) ? 0 : publishedMs });
      return true;
    },
  };
}

function keyOf(room: string, event: AgentAssistEvent): string | null {
  const utteranceId = event.attributes.message_id;
  return utteranceId === undefined || utteranceId === "" ? null : `${room}|${utteranceId}`;
}
