/** Copies for the whole panel and keeps the result in sight for a moment. */
import type { ReactiveControllerHost } from "lit";
import { copyText, FreshResult } from "../../shared/copy.ts";
import type { Intents } from "../intents.ts";
import type { CopyResult } from "./suggestion-card.ts";

const RESULT_SHOWN_MS = 2_000;

export class CopyDesk {
  readonly #fresh: FreshResult<{ result: CopyResult; words: string }>;

  constructor(host: ReactiveControllerHost) {
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

  async copy({ key, text, label }: Intents["copy-wanted"]): Promise<void> {
    const ok = await copyText(text);
    const words = ok ? `${label} copied` : `${label} not copied: select the text and press Ctrl+C`;
    this.#fresh.show({ result: { key, ok }, words });
  }
}
