/** What a MediaStream event job does: brings Five9's report to the call it is about, once. */
import { SidetoneError } from "../base/errors.ts";
import { detailOf } from "../calls/history-detail.ts";
import type { CallEpisodes, CallRecords } from "../calls/port.ts";
import type { MediastreamEvent } from "../jobs/mediastream-event.ts";
import { jobIdOf } from "../jobs/mediastream-jobs.ts";
import type { CallStore } from "../storage/port.ts";
import { five9CallRef, isFive9CallId } from "../transports/five9/call-key.ts";

/** Lines that an ended call may still get; later reports are left out, but for one line that says so. */
const MAX_LATE_REPORTS = 20;
/** Enough to hold those and what was written with them. */
const TAIL_LINES = 100;
/** Characters of a report's id that a history keeps. */
const ID_LENGTH = 22;
const REPORTED = "mediastream.reported";
const FURTHER = "mediastream.further";

export interface MediastreamHandlerOptions {
  calls: Pick<CallRecords & CallEpisodes, "sendStored" | "newest">;
  store: Pick<CallStore, "get" | "readHistory" | "appendHistory">;
  /** Nothing is kept of an erased call, not even late reports. */
  isErased(callKey: string): Promise<boolean>;
}

/**
 * A live call hears the report, and its record is stored before the job is done; an ended one gets a line in its history.
 * A report that a process handled before it died changes nothing. Throws NOT_FOUND (retryable) while the call is
 * unknown, because a report may come before its call, and PROTOCOL_VIOLATION if it names none.
 */
export function mediastreamHandler({ calls, store, isErased }: MediastreamHandlerOptions) {
  return async (event: MediastreamEvent): Promise<void> => {
    if (!isFive9CallId(event.callId)) {
      throw new SidetoneError("PROTOCOL_VIOLATION", "the event names no usable call id");
    }
    const { ref } = await calls.newest(five9CallRef(event.callId));
    const { subscriptionId, status, callLeg, failureType, failureDetail, occurredOn, unproved } = event;
    const reportId = jobIdOf(event).slice(0, ID_LENGTH);
    const report = {
      type: REPORTED,
      ...{ subscriptionId, status, callLeg, failureType, failureDetail, occurredOn, reportId },
      ...(unproved === true ? { unproved } : {}),
    } as const;
    if ((await calls.sendStored(ref, report)) === "taken") return;
    await addToEnded(ref.callKey, event.receivedAtMs, report);
  };

  async function addToEnded(callKey: string, atMs: number, report: { type: string; reportId: string }) {
    if ((await store.get(callKey)) === null) {
      if (await isErased(callKey)) return;
      throw new SidetoneError("NOT_FOUND", "the event is about a call that is not known (yet)", {
        retryable: true,
      });
    }
    const tail = await store.readHistory(callKey, TAIL_LINES);
    // Lines that were written after the end have no number.
    const late = tail.filter(({ event, line }) => event === REPORTED && line === undefined);
    const isKnown = tail.some(({ detail }) => detail?.reportId === report.reportId);
    if (isKnown || tail.at(-1)?.event === FURTHER) return;
    const line = { atMs, actor: "call", event: REPORTED, detail: detailOf(report) ?? {} };
    const further = { atMs, actor: "call", event: FURTHER, detail: { isOpenEnded: true } };
    await store.appendHistory(callKey, [late.length < MAX_LATE_REPORTS ? line : further]);
  }
}
