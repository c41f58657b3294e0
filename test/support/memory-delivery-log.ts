/** A DeliveryLog in memory for tests, with doors to hold, delay or fail its calls. */
import type { DeliveryLog, LogEntry, NewLogEntry } from "../../src/storage/port.ts";

export interface MemoryDeliveryLog extends DeliveryLog {
  entries(room: string): readonly LogEntry[];
  /** Awaited before each call takes effect; throw in it to fail the call. */
  beforeAppend: (room: string, entry: NewLogEntry) => Promise<void>;
  beforeRead: (room: string, afterSequence: number) => Promise<void>;
}

export function createMemoryDeliveryLog(): MemoryDeliveryLog {
  const rooms = new Map<string, LogEntry[]>();
  const log: MemoryDeliveryLog = {
    beforeAppend: async () => {},
    beforeRead: async () => {},
    entries: (room) => rooms.get(room) ?? [],
    append: async (room, entry) => {
      await log.beforeAppend(room, entry);
      const entries = rooms.get(room) ?? [];
      rooms.set(room, entries);
      const known = entries.find((candidate) => candidate.messageId === entry.messageId);
      if (known !== undefined) return { sequence: known.sequence, duplicate: true };
      const sequence = entries.length + 1;
      entries.push({ ...entry, sequence, loggedAtMs: Date.now() });
      return { sequence, duplicate: false };
    },
    readAfter: async (room, afterSequence, limit) => {
      await log.beforeRead(room, afterSequence);
      return (rooms.get(room) ?? []).slice(afterSequence, afterSequence + limit);
    },
  };
  return log;
}
