/** What a page fetches: under way, here, or failed with a reason; the answer to an older question is dropped. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { messageOf } from "../data/request.ts";

export class Loading<T> implements ReactiveController {
  value: T | undefined;
  failure = "";
  isUnderWay = false;

  readonly #host: ReactiveControllerHost;
  #turn = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#turn += 1;
  }

  /** The former answer stays in sight until the new one is here. */
  async load(fetch: () => Promise<T>): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.isUnderWay = true;
    this.#host.requestUpdate();
    try {
      const value = await fetch();
      if (turn !== this.#turn) return;
      this.value = value;
      this.failure = "";
    } catch (caught) {
      if (turn !== this.#turn) return;
      this.failure = messageOf(caught);
    }
    this.isUnderWay = false;
    this.#host.requestUpdate();
  }
}
