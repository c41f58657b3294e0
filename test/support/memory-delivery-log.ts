/** A DeliveryLog in memory for tests, with doors to hold, delay or fail its calls. */
import type { DeliveryLog, LogEntry, NewLogEntry } from "../../src/storage/port.ts";

export interface MemoryDeliveryLog extends DeliveryLog {
  entries(room: string): readonly LogEntry[];
  /** Awaited before each call takes effect; throw in it to fail the call. */
  beforeAppend: (room: string, entry: NewLogEntry) => Promise<void>;
  beforeRead: (room: string, afterSequence: number) => Promise<void>;
  /** Awaited when a call has taken effect but not answered; throw in it to lose the answer. */
  beforeAnswer: () => Promise<void>;
}

export function createMemoryDeliveryLog(): MemoryDeliveryLog {
  const rooms = new Map<string, LogEntry[]>();
  const log: MemoryDeliveryLog = {
    beforeAppend: async () => {},
    beforeRead: async () => {},
    beforeAnswer: async () => {},
    entries: (room) => rooms.get(room) ?? [],
    append: async (room, entry, onlyAfter) => {
      await log.beforeAppend(room, entry);
      const entries = rooms.get(room) ?? [];
      rooms.set(room, entries);
      const known = entries.find((candidate) => candidate.messageId === entry.messageId);
      if (known === undefined && onlyAfter !== undefined && onlyAfter !== entries.length) {
        return { sequence: entries.length, duplicate: false, behind: true };
      }
      const sequence = known?.sequence ?? entries.length + 1;
      if (known === undefined) entries.push({ ...entry, sequence, loggedAtMs: Date.now() });
      await log.beforeAnswer();
      return { sequence, duplicate: known !== undefined };
    },
    readAfter: async (room, afterSequence, limit) => {
      await log.beforeRead(room, afterSequence);
      const page = (rooms.get(room) ?? []).slice(afterSequence, afterSequence + limit);
      await log.beforeAnswer();
      return page;
    },
  };
  return log;
}
