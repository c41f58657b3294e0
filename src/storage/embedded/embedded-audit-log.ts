/** The operators' audit in the embedded database. */
import type { AuditEntry } from "../../operators/contract/access.ts";
import type { AuditLog, AuditQuery } from "../port.ts";
import type { Statements } from "./statements.ts";

/** Ids have no gaps to speak of, so their distance is the number of entries. */
const APPEND = `WITH added AS (
    INSERT INTO sidetone_audit (at_ms, operator, action, call_key, entry) VALUES ($1, $2, $3, $4, $5) RETURNING id
  ) DELETE FROM sidetone_audit WHERE id <= (SELECT id FROM added) - $6::bigint`;
/** The table is bounded and small: no index but its key is worth its writes. */
const LIST = `SELECT entry FROM sidetone_audit WHERE ($2::text IS NULL OR call_key = $2)
  AND ($3::text IS NULL OR operator = $3) AND ($4::text IS NULL OR action = $4) AND ($5::bigint IS NULL OR at_ms < $5)
  ORDER BY id DESC LIMIT $1`;

export interface EmbeddedAuditLogOptions {
  statements: Statements;
  /** Older entries go first. */
  maxEntries: number;
}

export class EmbeddedAuditLog implements AuditLog {
  readonly #options: EmbeddedAuditLogOptions;

  constructor(options: EmbeddedAuditLogOptions) {
    this.#options = options;
  }

  async append(entry: AuditEntry): Promise<void> {
    const { statements, maxEntries } = this.#options;
    const { atMs, operator, action, callKey = null } = entry;
    const columns = [atMs, operator, action, callKey, JSON.stringify(entry)];
    await statements.run("append_audit", APPEND, [...columns, maxEntries]);
  }

  async list(query: AuditQuery): Promise<AuditEntry[]> {
    const { limit, callKey = null, operator = null, action = null, beforeMs = null } = query;
    const values = [limit, callKey, operator, action, beforeMs];
    const rows = await this.#options.statements.run<{ entry: string }>("list_audit", LIST, values);
    return rows.map((row) => JSON.parse(row.entry));
  }

  async sweep(beforeMs: number): Promise<void> {
    const { statements } = this.#options;
    await statements.run("sweep_audit", "DELETE FROM sidetone_audit WHERE at_ms < $1", [beforeMs]);
  }
}
