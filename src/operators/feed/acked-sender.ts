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

/** Where messages go, and where an internal failure to make one goes. */
export interface ConsoleLine {
  send: SendToConsole;
  onFailed(error: unknown): void;
}

export class AckedSender<E extends keyof FeedMessages> {
  readonly #event: E;
  readonly #line: ConsoleLine;
  #isOnItsWay = false;

  constructor(event: E, line: ConsoleLine) {
    this.#event = event;
    this.#line = line;
  }

  /** False while a message is made, or not acknowledged. */
  get isFree(): boolean {
    return !this.#isOnItsWay;
  }

  /** Sends a message once it is made; null: there is none after all. */
  send(making: Promise<FeedMessages[E] | null>): void {
    this.#isOnItsWay = true;
    const onTaken = () => {
      this.#isOnItsWay = false;
    };
    making.then(
      (message) => {
        if (message === null) onTaken();
        else this.#line.send(this.#event, message, onTaken);
      },
      (error: unknown) => this.#line.onFailed(error),
    );
  }
}
