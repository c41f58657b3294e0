/** Translates messages into each language that agents read: in batches, within a time, each message once. */
import type { AssistMessage, AssistTranslation } from "../../assist/event.ts";
import type { TranslationCounts } from "../../assist/provider.ts";
import type { Clock } from "../../base/clock.ts";
import type { TranslationCause } from "../../contract/translation-cause.ts";
import { callUnary, type UnaryContext, type UnaryPolicy } from "../dialogflow/unary.ts";
import { causeOf } from "./causes.ts";
import type { TranslateTextResponse, TranslationApi } from "./client.ts";
import { isSameLanguage } from "./languages.ts";
import { type BatchLimits, codePointsIn, type WantedText, WantedTexts } from "./queue.ts";

export interface TranslationLimits extends BatchLimits {
  /** How long a text waits for others, so that they are one request. */
  gatherMs: number;
  /** Texts that wait, over all calls; beyond it the oldest stays untranslated. */
  maxWaiting: number;
  /** Requests at once. */
  maxRequests: number;
  /** A text that has waited longer is not asked for any more: its moment is over. */
  giveUpAfterMs: number;
  /** Texts remembered as asked for, so that a message that comes again is not paid for again. */
  maxRemembered: number;
  policy: UnaryPolicy;
}

/** The longest that a text may take: giveUpAfterMs, and four attempts of 5 s with 7 s of pauses. */
const TRANSLATION_LIMITS: TranslationLimits = {
  gatherMs: 100,
  maxTexts: 100,
  maxCodePoints: 5_000,
  maxWaiting: 1_000,
  maxRequests: 4,
  giveUpAfterMs: 20_000,
  maxRemembered: 20_000,
  policy: { deadlineMs: 5_000, attempts: 4, backoffBaseMs: 500, backoffCapMs: 4_000 },
};

export interface TranslatorOptions {
  api: TranslationApi;
  /** BCP 47. */
  targets: readonly string[];
  clock: Clock;
  limits?: Partial<TranslationLimits>;
  /** Each text's outcome, once. Must not throw. */
  onOutcome(translation: AssistTranslation): void;
  /** After a request: why it failed, or null. Must not throw. */
  onAnswered(cause: TranslationCause | null): void;
}

interface Wanted extends WantedText {
  id: string;
  message: AssistMessage;
}

export class Translator {
  readonly #options: TranslatorOptions;
  readonly #limits: TranslationLimits;
  readonly #unary: UnaryContext;
  readonly #closing = new AbortController();
  readonly #waiting: WantedTexts<Wanted>;
  /** Ids of texts that were asked for, oldest first. */
  readonly #asked = new Set<string>();
  readonly #counts: TranslationCounts = { translated: 0, failed: 0, sameLanguage: 0, characters: 0 };
  readonly #requests = new Set<Promise<void>>();
  #timer: unknown = null;
  /** Of the newest request. */
  #cause: TranslationCause = "TRANSLATION_AWAY";

  constructor(options: TranslatorOptions) {
    this.#options = options;
    this.#limits = { ...TRANSLATION_LIMITS, ...options.limits };
    this.#waiting = new WantedTexts(this.#limits.maxWaiting);
    const { clock } = options;
    this.#unary = { clock, closed: this.#closing.signal, policy: this.#limits.policy };
  }

  get counts(): Readonly<TranslationCounts> {
    return this.#counts;
  }

  /** Never throws and never waits. */
  take(message: AssistMessage): void {
    const text = message.text.trim();
    if (text === "" || this.#closing.signal.aborted) return;
    const { targets, clock } = this.#options;
    for (const to of targets) {
      const id = `translation-${to}-${message.utteranceId || message.id}`;
      if (this.#isAskedFor(`${message.conversation.room} ${id}`)) continue;
      if (isSameLanguage(message.languageCode, to)) {
        this.#counts.sameLanguage += 1;
        continue;
      }
      const wanted = { id, message, text, from: message.languageCode, to, atMs: clock.now() };
      const pushedOut = this.#waiting.push(wanted);
      if (pushedOut !== undefined) this.#giveUp([pushedOut], this.#cause);
      this.#timer ??= clock.setTimeout(() => this.#gathered(), this.#limits.gatherMs);
    }
  }

  /** What waits is asked for at once, and given `deadlineMs`. */
  async drain(deadlineMs: number): Promise<void> {
    this.#gathered();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.setTimeout(resolve, deadlineMs);
    await Promise.race([this.#allAnswered(), promise]);
    this.#options.clock.clearTimeout(timer);
  }

  /** What is on its way stays untranslated. */
  close(): void {
    this.#closing.abort();
    this.#options.clock.clearTimeout(this.#timer);
  }

  async #allAnswered(): Promise<void> {
    while (this.#requests.size > 0) await Promise.allSettled(this.#requests);
  }

  #isAskedFor(key: string): boolean {
    if (this.#asked.has(key)) return true;
    this.#asked.add(key);
    const oldest = this.#asked.values().next();
    if (this.#asked.size > this.#limits.maxRemembered && !oldest.done) this.#asked.delete(oldest.value);
    return false;
  }

  #gathered(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#askForMore();
  }

  #askForMore(): void {
    if (this.#closing.signal.aborted) return;
    const { giveUpAfterMs, maxRequests } = this.#limits;
    this.#giveUp(this.#waiting.takeOlderThan(this.#options.clock.now() - giveUpAfterMs), this.#cause);
    while (this.#requests.size < maxRequests) {
      const batch = this.#waiting.takeBatch(this.#limits);
      if (batch.length === 0) return;
      const request = this.#translate(batch).finally(() => {
        this.#requests.delete(request);
        this.#askForMore();
      });
      this.#requests.add(request);
    }
  }

  async #translate(batch: readonly Wanted[]): Promise<void> {
    const { api, onAnswered } = this.#options;
    const { from: sourceLanguageCode = "", to: targetLanguageCode = "" } = batch[0] ?? {};
    const contents = batch.map(({ text }) => text);
    this.#counts.characters += contents.reduce((sum, text) => sum + codePointsIn(text), 0);
    const request = { contents, mimeType: "text/plain", sourceLanguageCode, targetLanguageCode } as const;
    try {
      const { translations } = await callUnary(this.#unary, "translating", (options) =>
        api.translateText(request, options),
      );
      onAnswered(null);
      for (const [index, wanted] of batch.entries()) this.#answered(wanted, translations[index]);
    } catch (caught) {
      // The process ends: nobody is to be told of a failure that is none of Google's.
      if (this.#closing.signal.aborted) return;
      this.#cause = causeOf(caught);
      onAnswered(this.#cause);
      this.#giveUp(batch, this.#cause);
    }
  }

  #answered(wanted: Wanted, found: TranslateTextResponse["translations"][number] | undefined): void {
    const { translatedText: text = "", detectedLanguageCode = "" } = found ?? {};
    if (isSameLanguage(detectedLanguageCode, wanted.to)) {
      this.#counts.sameLanguage += 1;
      return;
    }
    // "If an error occurs during translation, this field might be excluded" (translation_service.proto).
    if (text === "") {
      this.#giveUp([wanted], "TRANSLATION_AWAY");
      return;
    }
    this.#counts.translated += 1;
    this.#options.onOutcome(this.#outcome(wanted, wanted.id, { text }));
  }

  /** Under an id of its own, so that another instance that has more luck is not kept from it. */
  #giveUp(all: readonly Wanted[], cause: TranslationCause): void {
    for (const wanted of all) {
      this.#counts.failed += 1;
      this.#options.onOutcome(this.#outcome(wanted, `failed-${wanted.id}`, { text: "", cause }));
    }
  }

  #outcome(
    { message, to }: Wanted,
    id: string,
    result: Pick<AssistTranslation, "text" | "cause">,
  ): AssistTranslation {
    return {
      ...{ type: "translation", id, conversation: message.conversation, raw: null },
      ...{ messageName: message.name || message.id, languageCode: to, ...result },
      publishedAt: new Date(this.#options.clock.now()).toISOString(),
    };
  }
}
