/** Operators' wishes that a call has not answered yet. */
import type { OperatorAnswer } from "../actors/call/operator-asks.ts";
import type { ActionAnswer } from "./port.ts";

export class Asks {
  readonly #waiting = new Map<string, (answer: ActionAnswer) => void>();

  /** Asks with a new id; resolves with the call's answer, at the latest when the call is over. */
  put(ask: (askId: string) => void): Promise<ActionAnswer> {
    const { promise, resolve } = Promise.withResolvers<ActionAnswer>();
    const askId = crypto.randomUUID();
    this.#waiting.set(askId, resolve);
    ask(askId);
    return promise;
  }

  settle({ askId, refusal }: OperatorAnswer): void {
    const resolve = this.#waiting.get(askId);
    this.#waiting.delete(askId);
    resolve?.(refusal === undefined ? { outcome: "done" } : { outcome: "refused", reason: refusal });
  }

  /** The call is over: it answers nothing any more. */
  close(): void {
    for (const resolve of this.#waiting.values()) resolve({ outcome: "unknown" });
    this.#waiting.clear();
  }
}
