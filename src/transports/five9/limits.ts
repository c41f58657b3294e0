/** Bounds of the Five9 gRPC server. */

export interface Five9Limits {
  /** Legs open at once; as many streams may wait for their configuration. */
  maxStreams: number;
  /** Bytes of audio in one message. */
  maxMessageBytes: number;
  /** From the opening of a stream to its configuration. */
  firstMessageTimeoutMs: number;
  /** Without any message while neither on hold nor held back by us. */
  idleTimeoutMs: number;
  maxCallMs: number;
}

/** Ample for one instance: five hours and eight seconds of LINEAR16 are far beyond a call and a chunk. */
export const DEFAULT_FIVE9_LIMITS: Five9Limits = {
  maxStreams: 500,
  maxMessageBytes: 128 * 1024,
  firstMessageTimeoutMs: 10_000,
  idleTimeoutMs: 120_000,
  maxCallMs: 5 * 60 * 60 * 1000,
};
