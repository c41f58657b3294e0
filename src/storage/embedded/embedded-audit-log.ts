/** The operators' audit in the embedded database. */
import type { AuditEntry } from "../../operators/contract/access.ts";
import type { AuditLog, AuditQuery } from "../port.ts";
import type { Statements } from "./statements.ts";

/** Ids have no gaps to speak of, so their distance is the number of entries. */
const APPEND = `WITH added AS (
    INSERT INTO sidetone_audit (at_ms, call_key, entry) VALUES ($1, $2, $3) RETURNING id
  ) DELETE FROM sidetone_audit WHERE id <= (SELECT id FROM added) - $4::bigint`;
const LIST = "SELECT entry FROM sidetone_audit ORDER BY id DESC LIMIT $1";
const LIST_OF_CALL = "SELECT entry FROM sidetone_audit WHERE call_key = $2 ORDER BY id DESC LIMIT $1";

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
    const { atMs, callKey = null } = entry;
    await statements.run("append_audit", APPEND, [atMs, callKey, JSON.stringify(entry), maxEntries]);
  }

  async list({ limit, callKey }: AuditQuery): Promise<AuditEntry[]> {
    const { statements } = this.#options;
    const rows =
      callKey === undefined
        ? await statements.run<{ entry: string }>("list_audit", LIST, [limit])
        : await statements.run<{ entry: string }>("list_audit_of_call", LIST_OF_CALL, [limit, callKey]);
    return rows.map((row) => JSON.parse(row.entry));
  }

  async sweep(beforeMs: number): Promise<void> {
    const { statements } = this.#options;
    await statements.run("sweep_audit", "DELETE FROM sidetone_audit WHERE at_ms < $1", [beforeMs]);
  }
}
