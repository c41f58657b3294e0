/** A node-postgres pool on the embedded database whose clients never end the process by an unheard error. */
import { Client, Pool } from "pg";
import type { Logger } from "../../base/log.ts";
import type { EmbeddedConnection } from "./embedded-database.ts";

export interface ConnectionPoolOptions {
  connection: EmbeddedConnection;
  logger: Logger;
  max: number;
  /** For waiting on a connection, and for each answer. */
  timeoutMs: number;
}

/**
 * A connection that breaks may report it twice, the second time after its user has left: an `error` event without a
 * listener, which would end the process. The failure itself has reached the caller.
 */
class HeardClient extends Client {
  override emit(eventName: string | symbol, ...args: unknown[]): boolean {
    if (eventName === "error" && this.listenerCount("error") === 0) return false;
    return super.emit(eventName, ...args);
  }
}

/** The caller ends it. */
export function makeConnectionPool(options: ConnectionPoolOptions): Pool {
  const pool = new Pool({
    ...options.connection,
    Client: HeardClient,
    max: options.max,
    idleTimeoutMillis: 0,
    keepAlive: true,
    connectionTimeoutMillis: options.timeoutMs,
    query_timeout: options.timeoutMs,
  });
  pool.on("error", (error) => {
    // The error itself carries the whole client.
    options.logger.warn({ reason: error.message }, "connection to the embedded database lost");
  });
  return pool;
}
