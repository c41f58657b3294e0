/** A reply's body on its way to the desktop: bounded, with a report of its end. */
import { SidetoneError } from "../../../base/errors.ts";

export interface WatchedBodyOptions {
  /** More breaks the transfer off. */
  maxBytes: number;
  /** Called once: at the end, after a failure, or when the desktop has gone. */
  onEnd(): void;
}

/** Reads only as fast as the desktop does. */
export function watchBody(
  body: ReadableStream<Uint8Array>,
  options: WatchedBodyOptions,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let sizeBytes = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          options.onEnd();
          controller.close();
          return;
        }
        sizeBytes += value.byteLength;
        if (sizeBytes > options.maxBytes) {
          throw new SidetoneError("LIMIT_EXCEEDED", "Dialogflow's reply is too large");
        }
        controller.enqueue(value);
      } catch (caught) {
        options.onEnd();
        controller.error(caught);
        // The reader may be the one that failed; its failure is on its way to the desktop already.
        await reader.cancel().catch(() => undefined);
      }
    },
    async cancel(reason) {
      options.onEnd();
      await reader.cancel(reason);
    },
  });
}
