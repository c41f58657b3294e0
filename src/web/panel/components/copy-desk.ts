/** Copies for the whole panel and keeps the result in sight for a moment. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { copyText } from "../../shared/clipboard.ts";
import type { Intents } from "../intents.ts";
import type { CopyResult } from "./suggestion-card.ts";

const RESULT_SHOWN_MS = 2_000;

export class CopyDesk implements ReactiveController {
  /** What was copied last, while it is fresh. */
  result: CopyResult | undefined;
  /** The result in words, for screen readers and for the note at the page's foot. */
  announcement = "";

  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  async copy({ key, text, label }: Intents["copy-wanted"]): Promise<void> {
    const ok = await copyText(text);
    this.result = { key, ok };
    this.announcement = ok ? `${label} copied` : `${label} not copied: select the text and press Ctrl+C`;
    this.#host.requestUpdate();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.result = undefined;
      this.announcement = "";
      this.#host.requestUpdate();
    }, RESULT_SHOWN_MS);
  }
}
