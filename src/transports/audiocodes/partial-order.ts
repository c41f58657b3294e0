/** Tells late partial results of one speaker from news: requests of VoiceAI Connect may overtake each other. */
import { isOpeningOf } from "../../assist/same-words.ts";

/** Words and when VoiceAI Connect made them, milliseconds since the Unix epoch; absent where it does not say. */
interface TimedWords {
  text: string;
  timestampMs?: number | undefined;
}

export class PartialOrder {
  #final: TimedWords | undefined;
  #partialAtMs: number | undefined;

  /** An utterance is complete. */
  finish({ text, timestampMs }: TimedWords): void {
    this.#final = { text, timestampMs };
    this.#partialAtMs = undefined;
  }

  /**
   * False for a partial result that is not newer than the last final, or older than the last partial result: by their
   * times; where one has none, by words that the final begins with.
   */
  isNews({ text, timestampMs }: TimedWords): boolean {
    if (timestampMs !== undefined && timestampMs < (this.#partialAtMs ?? 0)) return false;
    const final = this.#final;
    if (final !== undefined) {
      const isOld =
        timestampMs !== undefined && final.timestampMs !== undefined
          ? timestampMs <= final.timestampMs
          : isOpeningOf(text, final.text);
      if (isOld) return false;
    }
    this.#partialAtMs = timestampMs ?? this.#partialAtMs;
    return true;
  }
}
