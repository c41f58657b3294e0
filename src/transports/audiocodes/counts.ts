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
  /** That came after their final, or after a newer one. */
  | "lateHypotheses"
  /** Texts, hypotheses and audio whose speaker cannot be told. */
  | "strangers"
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
