/** The Storage port on SQLite. */
import type { Clock } from "../../base/clock.ts";
import { hashKey } from "../key-hash.ts";
import type { AuditLog, ConversationNames, DeliveryLog, Episodes, Storage } from "../port.ts";
import { IN_MEMORY, removeSetAside } from "./open-records.ts";
import type { RecordsThread } from "./records-thread.ts";
import { sqliteCallStore } from "./sqlite-call-store.ts";

export interface SqliteStorageOptions {
  thread: RecordsThread;
  /** SQLite's file, or ":memory:". */
  path: string;
  clock: Clock;
  /** Older entries of a room go first, with what is known of their message ids. */
  maxEntriesPerRoom: number;
  /** Older entries go first. */
  maxAuditEntries: number;
}

/** close() ends the thread. */
export function createSqliteStorage(options: SqliteStorageOptions): Storage {
  const { thread, clock } = options;
  return {
    deliveryLog: deliveryLog(options),
    calls: sqliteCallStore(options),
    conversationNames: conversationNames(options),
    episodes: episodes(options),
    audit: auditLog(options),
    trends: {
      add: (points) => thread.ask("addTrends", points),
      read: (query) => thread.ask("readTrends", query),
      values: (dimension) => thread.ask("trendValues", dimension),
    },
    async sweep(olderThanMs) {
      const beforeMs = clock.now() - olderThanMs;
      let total = 0;
      for (;;) {
        const { calls, more } = await thread.ask("sweepStep", beforeMs);
        total += calls;
        if (!more) break;
      }
      await reclaim(thread);
      if (options.path !== IN_MEMORY) removeSetAside(options.path, beforeMs);
      return total;
    },
    async erase(names) {
      const erased = await thread.ask("erase", names, clock.now());
      await reclaim(thread);
      return erased;
    },
    isErased: (callKey) => thread.ask("isErased", callKey),
    // Reading may work while writing does not: then only a write tells.
    ping: () => (thread.trouble === null ? thread.ask("ping") : thread.ask("probe", clock.now())),
    close: () => thread.close(),
  };
}

/** Gives the disk back what was deleted, and empties the log of it. */
async function reclaim(thread: RecordsThread): Promise<void> {
  while ((await thread.ask("vacuumStep")).more);
  await thread.checkpoint();
}

function deliveryLog({ thread, clock, maxEntriesPerRoom }: SqliteStorageOptions): DeliveryLog {
  return {
    append(room, { messageId, dataType, data, publishTime, attributes }, onlyAfter) {
      const row = { messageId, dataType, data, publishTime, attributes: JSON.stringify(attributes) };
      return thread.ask("append", room, row, clock.now(), maxEntriesPerRoom, onlyAfter ?? null);
    },
    async readAfter(room, afterSequence, limit) {
      const rows = await thread.ask("readAfter", room, afterSequence, limit);
      return rows.map((row) => ({ ...row, attributes: JSON.parse(row.attributes) }));
    },
  };
}

function conversationNames({ thread, clock }: SqliteStorageOptions): ConversationNames {
  return {
    put: (integrationKey, name) => thread.ask("putName", hashKey(integrationKey), name, clock.now()),
    get: (integrationKey) => thread.ask("getName", hashKey(integrationKey)),
    delete: (integrationKey) => thread.ask("deleteName", hashKey(integrationKey)),
  };
}

function episodes({ thread, clock }: SqliteStorageOptions): Episodes {
  return {
    begin: (firstKey) => thread.ask("beginEpisode", hashKey(firstKey), clock.now()),
    end: (firstKey, number) => thread.ask("endEpisode", hashKey(firstKey), number, clock.now()),
    newest: (firstKey) => thread.ask("newestEpisode", hashKey(firstKey)),
  };
}

function auditLog({ thread, maxAuditEntries }: SqliteStorageOptions): AuditLog {
  return {
    append(entry) {
      const { atMs, operator, action, callKey = null } = entry;
      const row = { atMs, operator, action, callKey, entry: JSON.stringify(entry) };
      return thread.ask("appendAudit", row, maxAuditEntries);
    },
    list: async (query) => (await thread.ask("listAudit", query)).map((entry) => JSON.parse(entry)),
  };
}
