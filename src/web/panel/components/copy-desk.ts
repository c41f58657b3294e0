/** Copies for the whole panel and keeps the result in sight for a moment. */
import type { ReactiveControllerHost } from "lit";
import { copyText, FreshResult } from "../../common/copy.ts";
import { type Intents, sendIntent } from "../intents.ts";
import { t } from "../language/t.ts";
import { currentReplies, type Suggestions } from "../state/suggestions.ts";
import type { CopyResult } from "./copy-outcome.ts";

const RESULT_SHOWN_MS = 2_000;

export class CopyDesk {
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #fresh: FreshResult<{ result: CopyResult; words: string }>;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    this.#fresh = new FreshResult(host, RESULT_SHOWN_MS);
  }

  /** What was copied last, while it is fresh. */
  get result(): CopyResult | undefined {
    return this.#fresh.value?.result;
  }

  /** The result in words, for screen readers and for the note at the page's foot. */
  get announcement(): string {
    return this.#fresh.value?.words ?? "";
  }

  /** Copies one of the replies that the number keys mean, if there are so many. */
  async copyReply(suggestions: Suggestions, index: number): Promise<void> {
    const current = currentReplies(suggestions);
    const text = current?.replies[index];
    if (current === undefined || text === undefined) return;
    await this.copy({
      key: `${current.cardId}/r${index}`,
      text,
      label: t("copy.replyNumber", { number: index + 1 }),
    });
  }

  /** The key is a card's id, a slash, and r, s or p with the sentence's or section's place, or "all". */
  async copy({ key, text, label }: Intents["copy-wanted"]): Promise<void> {
    const ok = await copyText(text);
    this.#fresh.show({
      result: { key, outcome: ok ? "copied" : "failed" },
      words: t(ok ? "copy.done" : "copy.failed", { part: label }),
    });
    sendIntent(this.#host, "text-used", { key, text });
  }

  /** The page around put it where the agent types, so nothing needs to be pasted. */
  inserted(key: string): void {
    this.#fresh.show({ result: { key, outcome: "inserted" }, words: t("copy.inserted") });
  }
}
