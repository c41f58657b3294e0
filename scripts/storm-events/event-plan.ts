/** The storm's events: each is a keyed report about one of many announced calls, told apart by the time it names. */
import { newCallId } from "../../simulators/stage/stage.ts";

export interface StormEvent {
  callId: string;
  /** Unique within the storm; with call, leg and status it is the report's identity. */
  occurredOn: string;
}

/** So many reports of a call have a line of their own in its history. */
const EVENTS_PER_CALL = 40;

export const callsOf = (events: number): number => Math.ceil(events / EVENTS_PER_CALL);

export function planEvents(count: number, startMs: number): { callIds: string[]; events: StormEvent[] } {
  const callIds = Array.from({ length: callsOf(count) }, newCallId);
  const events = Array.from({ length: count }, (_, at) => ({
    // One call after the other, so that many are busy at a time.
    callId: callIds[at % callIds.length] ?? "",
    occurredOn: new Date(startMs + at).toISOString(),
  }));
  return { callIds, events };
}
