/** How processes that share one log tell each other of a conversation's news. What is told may be lost: the log has all of it. */
import type { LoggedNotification } from "../assist/google/logged.ts";
import type { LogEntry } from "../storage/port.ts";

/** An entry that is new in the log, or the last sequence of a log with news. */
export type Ring = { entry: LogEntry } | { sequence: number };

export interface Doorbell {
  /** False where no other process has this log. */
  readonly hasOthers: boolean;
  /** To all other processes that listen to this conversation (named without location). Never throws, and does not wait. */
  ring(room: string, ring: Ring): void;
  /** Hears what others ring; returns the unsubscribe function. */
  listen(room: string, listener: (ring: Ring) => void): () => void;
  /** An interim transcript, which no log has, to all other processes where somebody is shown such ones. As `ring`. */
  ringInterim(room: string, interim: LoggedNotification): void;
  listenInterims(room: string, listener: (interim: LoggedNotification) => void): () => void;
  /** Whether another process listens to the conversation's interim transcripts, as of a moment ago. */
  showsInterims(room: string): boolean;
  /** Hears that rings may have been lost until now; returns the unsubscribe function. */
  onGap(listener: () => void): () => void;
}

/** For one process that has the log for itself. */
export const noDoorbell: Doorbell = {
  hasOthers: false,
  ring() {},
  listen: () => () => {},
  ringInterim() {},
  listenInterims: () => () => {},
  showsInterims: () => false,
  onGap: () => () => {},
};

/** Longer data is not carried by a ring: those who hear it read the log. */
const MAX_CARRIED_CHARACTERS = 32_768;

export function ringOf(entry: LogEntry): Ring {
  return entry.data.length <= MAX_CARRIED_CHARACTERS ? { entry } : { sequence: entry.sequence };
}
