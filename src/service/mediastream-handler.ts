/** What a MediaStream event job does: brings Five9's report to the call it is about. */
import type { CallEvent } from "../actors/call/events.ts";
import { SidetoneError } from "../base/errors.ts";
import type { CallDirectory } from "../calls/port.ts";
import type { MediastreamEvent } from "../jobs/mediastream-event.ts";
import type { CallStore } from "../storage/port.ts";
import { five9CallRef, isFive9CallId } from "../transports/five9/call-key.ts";

/**
 * A live call hears the event; an ended one gets a line in its history. Throws NOT_FOUND (retryable) while the call
 * is unknown, because a report may come before the call it is about, and PROTOCOL_VIOLATION where it names none.
 */
export function mediastreamHandler(options: { directory: CallDirectory; store: CallStore }) {
  return async (event: MediastreamEvent): Promise<void> => {
    if (!isFive9CallId(event.callId)) {
      throw new SidetoneError("PROTOCOL_VIOLATION", "the event names no usable call id");
    }
    const ref = five9CallRef(event.callId);
    const { subscriptionId, status, callLeg, failureType, failureDetail, occurredOn } = event;
    const report: CallEvent = {
      type: "mediastream.reported",
      subscriptionId,
      status,
      callLeg,
      failureType,
      failureDetail,
      occurredOn,
    };
    if (options.directory.deliver(ref, report)) return;
    const ended = await options.store.get(ref.callKey);
    if (ended === null) {
      throw new SidetoneError("NOT_FOUND", "the event is about a call that is not known (yet)", {
        retryable: true,
      });
    }
    const { type, ...detail } = report;
    const line = { atMs: event.receivedAtMs, actor: "call", event: type, detail };
    await options.store.appendHistory(ref.callKey, [line]);
  };
}
