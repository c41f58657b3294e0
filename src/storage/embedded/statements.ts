/** Prepared statements over one connection: in order of issue, each with a deadline, failures as STORAGE_FAILED. */
import { randomUUID } from "node:crypto";
import type { Pool, PoolClient, QueryResultRow } from "pg";
import { SidetoneError } from "../../errors.ts";
import type { Logger } from "../../telemetry/log.ts";
import { makeConnectionPool } from "./connection-pool.ts";
import type { EmbeddedConnection } from "./embedded-database.ts";

export interface StatementsOptions {
  connection: EmbeddedConnection;
  logger: Logger;
  /** For waiting on the connection and again for the answer. */
  timeoutMs: number;
}

/** A value as node-postgres takes it. */
export type StatementValue = string | number | null | string[];

/**
 * One connection on purpose: statements take effect in the order they were issued, so an older snapshot never
 * overwrites a newer one. The database runs one statement at a time anyway.
 */
export class Statements {
  readonly #pool: Pool;
  /** The session is shared and outlives a connection, so a statement's name must be new on each connection. */
  readonly #nameSuffixes = new WeakMap<PoolClient, string>();

  constructor(options: StatementsOptions) {
    this.#pool = makeConnectionPool({ ...options, max: 1 });
    this.#pool.on("connect", (client) => this.#nameSuffixes.set(client, randomUUID().slice(0, 8)));
  }

  /** `name` is the statement's own, the same text each time. */
  async run<Row extends QueryResultRow>(
    name: string,
    text: string,
    values: StatementValue[] = [],
  ): Promise<Row[]> {
    let client: PoolClient | null = null;
    let failure: unknown;
    try {
      client = await this.#pool.connect();
      const suffix = this.#nameSuffixes.get(client) ?? "";
      const result = await client.query<Row>({ name: `${name}_${suffix}`, text, values });
      return result.rows;
    } catch (error) {
      failure = error;
      throw new SidetoneError("STORAGE_FAILED", `the embedded database did not do ${name}`, {
        retryable: true,
        cause: error,
      });
    } finally {
      // Only an error that carries an SQLSTATE leaves the connection in a known state.
      client?.release(failure !== undefined && !hasSqlState(failure));
    }
  }

  /** Several statements without values, not prepared. */
  async runScript(text: string): Promise<void> {
    await this.#pool.query(text);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

function hasSqlState(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^[0-9A-Z]{5}$/.test(String(error.code));
}
