/** The bounds of delivery, each with its default. */

export interface DeliveryLimits {
  /** Events of one conversation waiting to be logged; beyond it `accept` rejects and Pub/Sub brings them again. */
  maxQueuedPerConversation: number;
  /** How long an event may wait for its turn, and how long the log may then take. */
  appendDeadlineMs: number;
  /** Entries read from the log at once. */
  replayPageSize: number;
  readDeadlineMs: number;
  /** Live events held for a desktop that is reading the log; beyond it they are read from the log instead. */
  maxPendingPerDesktop: number;
  /** Consecutive failed or slow reads before the desktop is asked to reconnect. */
  maxReadAttempts: number;
  /** Delay before the second reading; doubles up to `maxReadRetryMs`, with jitter. */
  firstReadRetryMs: number;
  maxReadRetryMs: number;
  /** How long after the last ring of other processes a conversation's log is looked at for one that was lost. */
  lookAgainMs: number;
  /** Utterances remembered to drop late interim transcripts, over all conversations. */
  maxRememberedUtterances: number;
  /** Conversations whose suggestions are remembered to know one again that comes another way. */
  maxRememberedConversations: number;
}

export const DEFAULT_DELIVERY_LIMITS: DeliveryLimits = {
  maxQueuedPerConversation: 256,
  appendDeadlineMs: 10_000,
  replayPageSize: 200,
  readDeadlineMs: 10_000,
  maxPendingPerDesktop: 512,
  maxReadAttempts: 8,
  firstReadRetryMs: 25,
  maxReadRetryMs: 5_000,
  lookAgainMs: 5_000,
  maxRememberedUtterances: 20_000,
  maxRememberedConversations: 4_000,
};
