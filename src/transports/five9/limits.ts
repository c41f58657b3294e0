/** Bounds of the Five9 gRPC server. */

export interface Five9Limits {
  /** Legs open at once; as many streams that showed the token in their metadata may wait for their configuration. */
  maxStreams: number;
  /** Bytes of audio in one message. */
  maxMessageBytes: number;
  /** From the opening of a stream to its configuration. */
  firstMessageTimeoutMs: number;
  /** Without any message while neither on hold nor held back by flow control. */
  idleTimeoutMs: number;
  maxCallMs: number;
}

/**
 * Streams that have shown no token yet. A good one settles with its first message; where a proxy brings the legs of many
 * calls over one connection, they may all come at the same moment, so there is a grace.
 */
export const UNSETTLED_STREAMS = { max: 512, maxPerPeer: 64, maxPerConnection: 32, graceMs: 1_000 };

/** Streams of one connection beyond its legs: those that are not settled, have ended or ask for health. */
const OTHER_STREAMS = 1_000;

/** Announced to clients (SETTINGS_MAX_CONCURRENT_STREAMS), and enforced: a proxy may bring every leg over one connection. */
export function maxStreamsPerConnection({ maxStreams }: Five9Limits): number {
  return maxStreams + OTHER_STREAMS;
}
