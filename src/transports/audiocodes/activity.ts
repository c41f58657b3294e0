/** The activities between VoiceAI Connect and a bot, in one form that every framework's codec maps onto. */

/** One of the recorded parties, as the SIPREC XML named it (Bot API, start event, parameters.participants). */
export interface AnnouncedParticipant {
  /** Unique within the conversation: "caller", "callee", or "participant", "participant-2" where no role was set. */
  participant: string;
  uriUser?: string;
  uriHost?: string;
  displayName?: string;
}

/** One end of the call as SIP named it. */
export interface CallEnd {
  user?: string;
  host?: string;
  displayName?: string;
}

/** On every activity from VoiceAI Connect, where the framework carries it. */
export interface InboundHead {
  /** Identifies the activity: a repeat carries the same one. Absent if the framework has none. */
  activityId?: string;
  /** When VoiceAI Connect made it, milliseconds since the Unix epoch. */
  timestampMs?: number;
  /** BCP 47. */
  language?: string;
}

export interface StartActivity extends InboundHead {
  kind: "start";
  participants: readonly AnnouncedParticipant[];
  /** Whether an agent's application is attached already; absent without the Agent Assist applications API. */
  agentConnected?: boolean;
  caller: CallEnd;
  callee: CallEnd;
  /** The call was placed by VoiceAI Connect (outboundTarget or dialoutMetadata was there). */
  isOutbound: boolean;
}

/** An agent's application attached to the call or left it. */
export interface AgentConnectedActivity extends InboundHead {
  kind: "agentConnected";
  connected: boolean;
  agentId?: string;
  /** metadataToBot, as sent. */
  metadata: Readonly<Record<string, unknown>>;
}

/** A finished utterance. */
export interface TextActivity extends InboundHead {
  kind: "text";
  text: string;
  /** Who spoke; absent when VoiceAI Connect did not say (not an agent-assist call, or a lost parameter). */
  participant?: string;
  participantUriUser?: string;
  /** 0 to 1. */
  confidence?: number;
  /** The speech service's own result, as sent. */
  recognitionOutput?: unknown;
}

/** Words still being recognised; a later one of the same participant replaces it. */
export interface HypothesisActivity extends InboundHead {
  kind: "hypothesis";
  text: string;
  participant?: string;
  participantUriUser?: string;
  /** 0 to 1. */
  stability?: number;
  confidence?: number;
}

/** voiceDetected (isSpeaking) or silenceDetected. */
export interface SpeechActivity extends InboundHead {
  kind: "speech";
  isSpeaking: boolean;
  participant?: string;
}

export interface DtmfActivity extends InboundHead {
  kind: "dtmf";
  digits: string;
  participant?: string;
}

/** The conversation is over: disconnect, session.end, endOfConversation, conversationEnd. */
export interface EndActivity extends InboundHead {
  kind: "end";
  reason: string;
  /** For example client-disconnected, bot-disconnected, transferred, error; others may come. */
  reasonCode?: string;
}

/** Known and of no consequence here: noUserInput, playFinished, transferStatus, paramChanged and the like. */
export interface NoticeActivity extends InboundHead {
  kind: "notice";
  name: string;
}

/** Well-formed but of an unknown type or name: counted, never an error. */
export interface UnknownActivity extends InboundHead {
  kind: "unknown";
  /** "type" or "type/name", for the log; cut to 64 characters. */
  name: string;
}

/** Not an activity at all, or one that lacks what its kind needs: counted and skipped; the others are still heard. */
export interface MalformedActivity extends InboundHead {
  kind: "malformed";
  /** What is wrong, without quoting the content. */
  problem: string;
  /** It was about an agent's application: recognition may depend on it. */
  isPresence?: true;
}

export type InboundActivity =
  | StartActivity
  | AgentConnectedActivity
  | TextActivity
  | HypothesisActivity
  | SpeechActivity
  | DtmfActivity
  | EndActivity
  | NoticeActivity
  | UnknownActivity
  | MalformedActivity;

/** On every activity to VoiceAI Connect. */
export interface OutboundHead {
  /** A UUID; the same activity keeps it if it is sent twice. */
  id: string;
  /** Milliseconds since the Unix epoch. */
  timestampMs: number;
}

export interface StartRecognition extends OutboundHead {
  kind: "startRecognition";
  /** activityParams.targetParticipant. */
  participant: string;
}

export interface StopRecognition extends OutboundHead {
  kind: "stopRecognition";
  participant: string;
}

/** The settings this bot asks for, a closed list. */
export interface SessionParams {
  /** Speech-to-text runs only during speech; "enabled" is what AudioCodes recommends for agent assist. */
  speechDetection?: "enabled";
  /** Optional events this bot wants, for example agentConnected, speechHypothesis, conversationEnd. */
  sendEventsToBot?: readonly string[];
}

/** Settings for the rest of the call (event "config"). */
export interface ConfigActivity extends OutboundHead {
  kind: "config";
  sessionParams: SessionParams;
}

/** Something for the agent's application, forwarded by VoiceAI Connect unchanged (event "sendMetaData", key value). */
export interface MetadataActivity extends OutboundHead {
  kind: "metadata";
  /** See docs/reference/vaic-metadata.md. */
  value: Readonly<Record<string, unknown>>;
}

export interface HangupActivity extends OutboundHead {
  kind: "hangup";
  /** activityParams.hangupReason. */
  reason: string;
}

export type OutboundActivity =
  | StartRecognition
  | StopRecognition
  | ConfigActivity
  | MetadataActivity
  | HangupActivity;
