/** The report of a played call. */
import type { SampleSpeaker } from "../../samples/sample.ts";
import type { BotActivity, BotWay } from "./activity.ts";
import type { BotAnswer } from "./link.ts";
import type { RecognitionChange } from "./recognition.ts";

/** An utterance handed to the bot; `atMs` is the time on the wall when it was. */
export interface SentText {
  speaker: SampleSpeaker;
  text: string;
  atMs: number;
}

export interface ReceivedActivity {
  activity: BotActivity;
  way: BotWay;
  atMs: number;
}

export interface VaicReport {
  /** True when the bot broke no rule and refused nothing. */
  ok: boolean;
  conversationId: string;
  problems: string[];
  answers: BotAnswer[];
  sent: SentText[];
  /** Utterances that were not transcribed because recognition was off. */
  unheard: { speaker: SampleSpeaker; text: string }[];
  received: ReceivedActivity[];
  recognition: readonly RecognitionChange[];
}
