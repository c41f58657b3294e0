/** The counts of VoiceAI Connect's conversations. */

export type AudiocodesCount =
  | "conversationsOpened"
  | "conversationsResumed"
  | "conversationsEnded"
  | "conversationsExpired"
  | "conversationsRefused"
  | "activities"
  | "repeats"
  | "texts"
  | "hypotheses"
  /** Texts and hypotheses of unannounced participants, or before the start. */
  | "strangers"
  /** Announced participants for whom no role was left. */
  | "withoutRole"
  | "notices"
  | "unknownActivities"
  | "malformedActivities"
  | "metadataSent"
  | "metadataDropped"
  | "unauthenticated"
  | "refusedRequests"
  | "audioRefused"
  | "failures";

/** Must not throw. */
export type CountAudiocodes = (name: AudiocodesCount) => void;
