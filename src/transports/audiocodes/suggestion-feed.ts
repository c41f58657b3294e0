/** A conversation as a recipient of suggestions beside the desktops: the same log, the same order, each once. */
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { metadataOf, type SuggestionMetadata } from "./metadata.ts";

/** If all attempts to read the log fail, they begin again after this time, as long as the call lasts. */
const ATTACH_AGAIN_MS = 5_000;

export interface SuggestionFeedOptions {
  delivery: Pick<Delivery, "attach">;
  /** Conversation name without location. */
  roomOf(callKey: string): string;
  clock: Clock;
  logger: Logger;
}

/** Makes the function that follows one call, from the event after sequence `from`; what that returns ends it. */
export function createSuggestionFeed({ delivery, roomOf, clock, logger }: SuggestionFeedOptions) {
  return (callKey: string, listener: (value: SuggestionMetadata) => void, from = 0): (() => void) => {
    let after = from;
    let timer: unknown;
    let isOver = false;
    let detach = () => {};
    function attach(): void {
      detach = delivery.attach({
        room: roomOf(callKey),
        after,
        wantsInterims: false,
        send(inHand) {
          const value = metadataOf(inHand);
          after = inHand.sequence ?? after;
          if (value !== null) listener(value);
        },
        onFailed(error) {
          logger.warn({ callKey, err: error }, "suggestions are read again");
          if (!isOver) timer = clock.setTimeout(attach, ATTACH_AGAIN_MS);
        },
      });
    }
    attach();
    return () => {
      isOver = true;
      clock.clearTimeout(timer);
      detach();
    };
  };
}
