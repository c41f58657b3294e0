/** Where desktops learn their call's state. */
import { type PerSpeaker, type Speaker, speakersIn } from "../../contract/speaker.ts";

/** A plain JSON view of a call, sent as it is in `call-state`. */
export interface ShownCallState {
  /** The provider's ids of the participants, by speaker. */
  participantIds?: PerSpeaker<string>;
}

export interface CallStateSource {
  /**
   * Tells the view of the call as it is now (null if no such call lives), and then every change, the first one of a call
   * that begins later included; returns the unsubscribe function.
   */
  watch(callKey: string, listener: (view: ShownCallState | null) => void): () => void;
  /** How a call was at its end, from its record; null for one that lives, or of which nothing is kept. Never rejects. */
  ended(callKey: string): Promise<ShownCallState | null>;
}

/** Whose participant it is; undefined for one that the call does not know. */
export function speakerOfParticipant(
  view: ShownCallState | null,
  participantId: string | undefined,
): Speaker | undefined {
  const ids = view?.participantIds ?? {};
  return speakersIn(ids).find((speaker) => ids[speaker] === participantId);
}
