/** At most one message on its way: the next may go when the console has acknowledged the last. */
import type { CallMessage, CallsMessage, InstanceMessage } from "../../contract/feed.ts";

export interface FeedMessages {
  calls: CallsMessage;
  call: CallMessage;
  instance: InstanceMessage;
}

/** Sends a message; `onTaken` is called once it is acknowledged, and never where the console is gone or too slow. */
export type SendToConsole = <E extends keyof FeedMessages>(
  event: E,
  message: FeedMessages[E],
  onTaken: () => void,
) => void;

export class AckedSender<E extends keyof FeedMessages> {
  readonly #event: E;
  readonly #send: SendToConsole;
  #isOnItsWay = false;

  constructor(event: E, send: SendToConsole) {
    this.#event = event;
    this.#send = send;
  }

  /** False while the last message is not acknowledged. */
  get isFree(): boolean {
    return !this.#isOnItsWay;
  }

  send(message: FeedMessages[E]): void {
    this.#isOnItsWay = true;
    this.#send(this.#event, message, () => {
      this.#isOnItsWay = false;
    });
  }
}
