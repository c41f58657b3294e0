/** The Storage port on the embedded database. */
import { type Clock, systemClock } from "../../clock.ts";
import type { Logger } from "../../telemetry/log.ts";
import { hashKey } from "../key-hash.ts";
import type { AuditLog, CallStore, ConversationNames, DeliveryLog, Storage } from "../port.ts";
import { EmbeddedAuditLog } from "./embedded-audit-log.ts";
import { EmbeddedCallStore } from "./embedded-call-store.ts";
import type { EmbeddedConnection } from "./embedded-database.ts";
import { EmbeddedDeliveryLog } from "./embedded-delivery-log.ts";
import { SCHEMA } from "./schema.ts";
import { Statements } from "./statements.ts";

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_MAX_ENTRIES_PER_ROOM = 20_000;
const DEFAULT_MAX_AUDIT_ENTRIES = 20_000;

export interface EmbeddedStorageOptions {
  connection: EmbeddedConnection;
  logger: Logger;
  clock?: Clock;
  /** For one statement. */
  timeoutMs?: number;
  maxEntriesPerRoom?: number;
  maxAuditEntries?: number;
}

/** Makes missing tables, then serves. The database stays its owner's: close() ends only our connections. */
export async function openEmbeddedStorage(options: EmbeddedStorageOptions): Promise<Storage> {
  const { connection, logger, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const storage = new EmbeddedStorage(
    new Statements({ connection, logger, timeoutMs }),
    new Statements({ connection, logger, timeoutMs }),
    options.clock ?? systemClock,
    {
      maxEntriesPerRoom: options.maxEntriesPerRoom ?? DEFAULT_MAX_ENTRIES_PER_ROOM,
      maxAuditEntries: options.maxAuditEntries ?? DEFAULT_MAX_AUDIT_ENTRIES,
    },
  );
  try {
    await storage.createTables();
    return storage;
  } catch (error) {
    await storage.close();
    throw error;
  }
}

class EmbeddedStorage implements Storage {
  readonly deliveryLog: DeliveryLog;
  readonly calls: CallStore;
  readonly conversationNames: ConversationNames;
  readonly audit: AuditLog;
  readonly #audit: EmbeddedAuditLog;
  readonly #log: Statements;
  readonly #rest: Statements;
  readonly #clock: Clock;

  /** Two connections, so that an event for the screen never waits behind a large snapshot. */
  constructor(
    log: Statements,
    rest: Statements,
    clock: Clock,
    bounds: { maxEntriesPerRoom: number; maxAuditEntries: number },
  ) {
    this.#log = log;
    this.#rest = rest;
    this.#clock = clock;
    const { maxEntriesPerRoom, maxAuditEntries: maxEntries } = bounds;
    this.deliveryLog = new EmbeddedDeliveryLog({ statements: log, clock, maxEntriesPerRoom });
    this.calls = new EmbeddedCallStore({ statements: rest, clock });
    this.conversationNames = embeddedConversationNames(rest, clock);
    this.#audit = new EmbeddedAuditLog({ statements: rest, maxEntries });
    this.audit = this.#audit;
  }

  async createTables(): Promise<void> {
    await this.#rest.runScript(SCHEMA);
  }

  async sweep(olderThanMs: number): Promise<number> {
    const before = this.#clock.now() - olderThanMs;
    const run = (name: string, text: string) => this.#rest.run(name, text, [before]);
    await run("sweep_rooms", "DELETE FROM sidetone_room WHERE touched_at_ms < $1");
    await run("sweep_names", "DELETE FROM sidetone_conversation_name WHERE touched_at_ms < $1");
    await this.#audit.sweep(before);
    const calls = await run(
      "sweep_calls",
      "DELETE FROM sidetone_call WHERE touched_at_ms < $1 RETURNING call_key",
    );
    await run(
      "sweep_history",
      `DELETE FROM sidetone_history h WHERE touched_at_ms < $1
        AND NOT EXISTS (SELECT 1 FROM sidetone_call c WHERE c.call_key = h.call_key)`,
    );
    return calls.length;
  }

  async ping(): Promise<void> {
    await this.#log.run("ping", "SELECT 1");
  }

  async close(): Promise<void> {
    await Promise.all([this.#log.close(), this.#rest.close()]);
  }
}

function embeddedConversationNames(statements: Statements, clock: Clock): ConversationNames {
  return {
    put: async (integrationKey, conversationName) => {
      await statements.run(
        "put_name",
        `INSERT INTO sidetone_conversation_name (key_hash, conversation_name, touched_at_ms) VALUES ($1, $2, $3)
          ON CONFLICT (key_hash) DO UPDATE SET conversation_name = $2, touched_at_ms = $3`,
        [hashKey(integrationKey), conversationName, clock.now()],
      );
    },
    get: async (integrationKey) => {
      const [row] = await statements.run<{ conversation_name: string }>(
        "get_name",
        "SELECT conversation_name FROM sidetone_conversation_name WHERE key_hash = $1",
        [hashKey(integrationKey)],
      );
      return row?.conversation_name ?? null;
    },
    delete: async (integrationKey) => {
      const rows = await statements.run(
        "delete_name",
        "DELETE FROM sidetone_conversation_name WHERE key_hash = $1 RETURNING key_hash",
        [hashKey(integrationKey)],
      );
      return rows.length > 0;
    },
  };
}
