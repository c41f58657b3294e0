/** What the Five9 gRPC server counts; the composition root exports these as metrics. */

export type Five9Count =
  | "streamsOpened"
  | "legsOpened"
  | "legsTakenOver"
  | "legsStoodBy"
  | "subscriptionsDuplicated"
  | "audioGaps"
  | "refusedUnauthenticated"
  | "refusedInvalid"
  | "refusedNoResource"
  | "refusedOtherDomain"
  | "unsettledEvicted"
  | "leftBeforeConfig"
  | "firstMessageTimeouts"
  | "idleTimeouts"
  | "callTimeouts"
  | "oversizeMessages"
  | "clientErrors"
  | "unknownStatuses"
  | "unexpectedMessages"
  | "undeliveredEvents"
  | "failures";

/** Called off the audio path only. */
export interface Five9Metrics {
  count(name: Five9Count): void;
}

/** Audio received since the server started. */
export interface Five9AudioTotals {
  messages: number;
  bytes: number;
  /** Milliseconds by which send_time moved on without audio, where that was more than unsteadiness. */
  gapMs: number;
}
