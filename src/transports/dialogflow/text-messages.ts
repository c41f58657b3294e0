/** Utterances recognised elsewhere, on their way to Dialogflow: AnalyzeContent, in order per speaker, each once. */
import type { v2beta1 } from "@google-cloud/dialogflow";
import type { AssistText, AssistTextCounts, AssistTexts } from "../../assist/provider.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { cleanText } from "../../base/text-safety.ts";
import type { Hearing } from "../../contract/hearing.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { AnsweredSuggestions } from "./answered-suggestions.ts";
import type { Participants } from "./participants.ts";
import type { RateWindow } from "./rate-window.ts";
import { TextQueue } from "./text-queue.ts";
import { type AttemptOptions, callUnary, type UnaryContext } from "./unary.ts";

/** The part of Google's ParticipantsClient that is used. */
export type TextApi = Pick<v2beta1.ParticipantsClient, "analyzeContent">;

/** AnalyzeContentRequest takes the time as message_send_time (v2beta1 only) and the id as request_id. */
export type TextMessage = Omit<AssistText, "callKey" | "speaker">;

export interface TextMessagesOptions extends UnaryContext {
  api: TextApi;
  participants: Pick<Participants, "find">;
  rate: Pick<RateWindow, "take">;
  clock: Clock;
  logger: Logger;
  /** Resolves with the conversation's full name once it is open; rejects if it will never be. */
  whenOpen(callKey: string, signal: AbortSignal): Promise<string>;
  /** Suggestions that came in the answer to a text; those of a repeated request may come again. */
  onAnswered(answer: AnsweredSuggestions): void;
  /** Messages waiting per speaker; beyond it the oldest is given up. */
  maxQueued: number;
  /** How long one message is tried. */
  giveUpAfterMs: number;
  /** A text was given up; `code` is a SidetoneError's. */
  onLost(callKey: string, speaker: Speaker, code: string): void;
}

/** One speaker's words: what is on its way, and how many texts and hypotheses came. */
interface SpeakerTexts {
  messages: number;
  queue: TextQueue;
}

/** One per process. */
export class TextMessages implements AssistTexts {
  readonly #options: TextMessagesOptions;
  readonly #calls = new Map<string, Map<Speaker, SpeakerTexts>>();
  readonly #counts: AssistTextCounts = { sent: 0, lost: 0, retried: 0 };

  constructor(options: TextMessagesOptions) {
    this.#options = options;
  }

  /** Never throws and never waits. */
  send({ callKey, speaker, ...message }: AssistText): void {
    const texts = this.#textsOf(callKey, speaker);
    texts.messages += 1;
    texts.queue.push(message);
  }

  noteWords(callKey: string, speaker: Speaker): void {
    this.#textsOf(callKey, speaker).messages += 1;
  }

  hearing(callKey: string, speaker: Speaker): Hearing | undefined {
    const messages = this.#calls.get(callKey)?.get(speaker)?.messages;
    if (messages === undefined) return undefined;
    return { messages, isHeard: true, silentMs: 0, heldMs: 0, heldSpeechMs: 0, behindMs: 0 };
  }

  /** Resolves when nothing of this speaker is on its way any more; never rejects. */
  async flushed(callKey: string, speaker: Speaker): Promise<void> {
    await this.#calls.get(callKey)?.get(speaker)?.queue.flushed();
  }

  /** Messages on their way, over all calls. */
  pending(): number {
    let total = 0;
    for (const call of this.#calls.values()) for (const { queue } of call.values()) total += queue.size;
    return total;
  }

  counts(): AssistTextCounts {
    return { ...this.#counts };
  }

  /** The call is over: what is still on its way is lost. */
  release(callKey: string): void {
    const call = this.#calls.get(callKey);
    this.#calls.delete(callKey);
    for (const { queue } of call?.values() ?? []) queue.close();
  }

  close(): void {
    for (const callKey of [...this.#calls.keys()]) this.release(callKey);
  }

  #textsOf(callKey: string, speaker: Speaker): SpeakerTexts {
    let call = this.#calls.get(callKey);
    if (call === undefined) {
      call = new Map();
      this.#calls.set(callKey, call);
    }
    let texts = call.get(speaker);
    if (texts === undefined) {
      texts = { messages: 0, queue: this.#newQueue(callKey, speaker) };
      call.set(speaker, texts);
    }
    return texts;
  }

  #newQueue(callKey: string, speaker: Speaker): TextQueue {
    const { clock, logger, maxQueued, giveUpAfterMs, onLost } = this.#options;
    let participant: string | undefined;
    return new TextQueue({
      clock,
      maxQueued,
      giveUpAfterMs,
      deliver: async (message, signal) => {
        participant ??= await this.#findParticipant(callKey, speaker, signal);
        await this.#analyze(participant, message, signal);
      },
      onSent: () => {
        this.#counts.sent += 1;
      },
      onLost: (error) => {
        this.#counts.lost += 1;
        logger.warn({ callKey, speaker, code: error.code, err: error }, "text did not reach Dialogflow");
        onLost(callKey, speaker, error.code);
      },
    });
  }

  async #findParticipant(callKey: string, speaker: Speaker, signal: AbortSignal): Promise<string> {
    const { whenOpen, participants } = this.#options;
    const conversationName = await whenOpen(callKey, signal);
    return await this.#persist("finding the participant", signal, () =>
      participants.find({ conversationName, callKey, speaker, signal }),
    );
  }

  async #analyze(participant: string, message: TextMessage, signal: AbortSignal): Promise<void> {
    const { text, languageCode, requestId, sentAtMs } = message;
    const request = {
      participant,
      textInput: { text: cleanText(text), languageCode },
      messageSendTime: {
        seconds: Math.floor(sentAtMs / 1000),
        nanos: Math.round((sentAtMs % 1000) * 1_000_000),
      },
      requestId,
    };
    await this.#persist("sending a text", signal, async (options) => {
      await this.#options.rate.take(signal);
      const [answer] = await this.#options.api.analyzeContent(request, options);
      const results = answer.humanAgentSuggestionResults ?? [];
      if (results.length > 0) this.#options.onAnswered({ participant, results });
    });
  }

  /** As often as the time allows: a message given up is lost. */
  async #persist<T>(
    doing: string,
    signal: AbortSignal,
    attempt: (options: AttemptOptions) => Promise<T>,
  ): Promise<T> {
    const policy = { ...this.#options.policy, attempts: Number.POSITIVE_INFINITY };
    let tries = 0;
    const counted = (options: AttemptOptions) => {
      if (signal.aborted) throw new SidetoneError("DEADLINE_EXCEEDED", `${doing} took too long`);
      if (tries > 0) this.#counts.retried += 1;
      tries += 1;
      return attempt(options);
    };
    return await callUnary({ ...this.#options, policy }, doing, counted, signal);
  }
}
