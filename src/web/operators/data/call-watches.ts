/** Which calls are watched line by line, and how far each was read, so that a break loses nothing. */
import type { CallMessage } from "../../../contract/feed.ts";

type Listener = (message: CallMessage) => void;

interface Watch {
  /** The last line that came. */
  afterLine: number;
  listeners: Set<Listener>;
}

export class CallWatches {
  readonly #send: (name: string, body: object) => void;
  readonly #watches = new Map<string, Watch>();

  /** `send` drops messages while there is no connection; `watchAgain` repeats them. */
  constructor(send: (name: string, body: object) => void) {
    this.#send = send;
  }

  watch(callKey: string, afterLine: number, listener: Listener): () => void {
    const known = this.#watches.get(callKey);
    const watch = known ?? { afterLine, listeners: new Set() };
    watch.listeners.add(listener);
    this.#watches.set(callKey, watch);
    // A second watcher that has read less makes the server go back; the first one knows those lines already.
    if (known === undefined || afterLine < known.afterLine) {
      watch.afterLine = afterLine;
      this.#send("watch.call", { callKey, afterLine });
    }
    return () => {
      if (!watch.listeners.delete(listener) || watch.listeners.size > 0) return;
      if (this.#watches.get(callKey) !== watch) return;
      this.#watches.delete(callKey);
      this.#send("unwatch.call", { callKey });
    };
  }

  take(message: CallMessage): void {
    const watch = this.#watches.get(message.callKey);
    if (watch === undefined) return;
    watch.afterLine = Math.max(watch.afterLine, message.lines.at(-1)?.line ?? 0);
    for (const listener of [...watch.listeners]) listener(message);
  }

  watchAgain(): void {
    for (const [callKey, { afterLine }] of this.#watches) this.#send("watch.call", { callKey, afterLine });
  }
}
