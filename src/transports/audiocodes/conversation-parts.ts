/** What every conversation of a process shares. */
import type { AssistTexts } from "../../assist/provider.ts";
import type { AudioSinks } from "../../audio/sink.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { NumberSight } from "../../base/masked-number.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { RoleMap } from "../../settings/participant-roles.ts";
import type { AddressMark } from "../agent-applications/address-mark.ts";
import type { RecognitionDesk } from "../speech-switch/recognition-desk.ts";
import type { CountAudiocodes } from "./counts.ts";
import type { OtherInstances } from "./instance-link.ts";

/** Words shown while they are said. */
export interface ShownWords {
  callKey: string;
  speaker: Speaker;
  text: string;
  languageCode: string;
  utteranceId: string;
  /** All words of the utterance: its message follows. */
  isWhole: boolean;
}

export interface ConversationSettings {
  roles: RoleMap;
  /** Told to VoiceAI Connect, whole seconds; a conversation expires after one and a half times as long. */
  expiresSeconds: number;
  /** Frameworks without refresh: longest time without any activity before the conversation is given up. */
  silenceLimitMs: number;
  /** Ask VoiceAI Connect to recognise only during speech. */
  speechDetection: boolean;
  /** Ask for hypotheses, and show them. */
  hypotheses: boolean;
  /** Where an activity does not name its language. BCP 47. */
  languageCode: string;
  /** How much of a number agents may see. */
  numbers: NumberSight;
}

export interface ConversationParts {
  directory: CallDirectory;
  /** Where other instances may own the call. */
  settled?: OtherInstances["settled"];
  desk: RecognitionDesk;
  sinks: AudioSinks;
  texts: Pick<AssistTexts, "send" | "noteWords" | "flushed">;
  /** Never throws and never waits. */
  showWords(words: ShownWords): void;
  /** Brings every suggestion of the call, each once and in order, as the value of sendMetaData; returns its end. */
  followSuggestions(
    callKey: string,
    listener: (value: Readonly<Record<string, unknown>>) => void,
  ): () => void;
  /** Marks participants' addresses, so that they are known again: by agents' applications, and in the next process. */
  markOf: AddressMark;
  settings: ConversationSettings;
  clock: Clock;
  logger: Logger;
  count: CountAudiocodes;
}
