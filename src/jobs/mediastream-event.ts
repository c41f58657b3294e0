/** What the MediaStream webhook hands to the background: one stream status report, and the port that queues it. */

/**
 * One report of Five9 about a stream (POST to the MediaStream Event Destination). Every field is a string as
 * received and empty when it was absent; unknown values are kept, because Five9 publishes no closed list.
 */
export interface MediastreamEvent {
  /** From the request's path, empty when the path carries none. */
  subscriptionId: string;
  /** Five9's call id, the same value as StreamingConfig.vcc_call_id. */
  callId: string;
  domainId: string;
  /** For example "Agent"; compare without case. */
  callLeg: string;
  /** For example STREAMING, ENDED_NORMALLY or ERROR. */
  status: string;
  failureType: string;
  failureDetail: string;
  destinationUrl: string;
  /** ISO 8601 in UTC, as Five9 wrote it. */
  occurredOn: string;
  /** It came without the API key, so its sender is unknown. */
  unproved?: true;
  /** When the webhook received it, milliseconds since the Unix epoch. */
  receivedAtMs: number;
}

/** Takes reports for later work. Resolves once the report is kept; rejects when it could not be kept. */
export interface MediastreamEventQueue {
  enqueue(event: MediastreamEvent): Promise<void>;
}
