/** Copies for the whole panel and keeps the result in sight for a moment. */
import type { ReactiveControllerHost } from "lit";
import { copyText, FreshResult } from "../../common/copy.ts";
import type { Intents } from "../intents.ts";
import { t } from "../language/t.ts";
import { currentReplies, type Suggestions } from "../state/suggestions.ts";
import type { CopyResult } from "./suggestion-card.ts";

const RESULT_SHOWN_MS = 2_000;

export class CopyDesk {
  readonly #fresh: FreshResult<{ result: CopyResult; words: string }>;

  /** Told of each copy: the card, and the reply's place in it; undefined for the whole card or another part. */
  readonly #onCopied: (cardId: string, reply: number | undefined) => void;

  constructor(host: ReactiveControllerHost, onCopied: (cardId: string, reply: number | undefined) => void) {
    this.#onCopied = onCopied;
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
    const words = t(ok ? "copy.done" : "copy.failed", { part: label });
    this.#fresh.show({ result: { key, ok }, words });
    const at = key.lastIndexOf("/");
    const place = /^r(\d+)$/.exec(key.slice(at + 1))?.[1];
    this.#onCopied(key.slice(0, at), place === undefined ? undefined : Number(place));
  }
}
