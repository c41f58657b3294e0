/** Words of a conversation whose speaker is not certain: told to the call, whose alarm names the cause, and logged once. */
import type { CallEvent } from "../../actors/call/events.ts";
import type { Logger } from "../../base/log.ts";
import type { UnknownSpeakerCause } from "../../contract/unknown-speaker.ts";

export interface UnknownSpeakersOptions {
  callKey: string;
  logger: Logger;
  tell(event: CallEvent): void;
}

export class UnknownSpeakers {
  readonly #options: UnknownSpeakersOptions;
  readonly #counts = new Map<UnknownSpeakerCause, number>();

  constructor(options: UnknownSpeakersOptions) {
    this.#options = options;
  }

  /** The call hears of the first, the second, the fourth and so on: its history stays short however many come. */
  note(cause: UnknownSpeakerCause): void {
    const { callKey, logger, tell } = this.#options;
    const count = (this.#counts.get(cause) ?? 0) + 1;
    this.#counts.set(cause, count);
    if (count === 1) logger.warn({ callKey, cause }, "words without a certain speaker");
    if (Math.log2(count) % 1 === 0) tell({ type: "speaker.unknown", cause, count });
  }
}
