/** Upstream connections for recognition streams: one stream on each at a time, idle ones reused. */
import type { Client } from "@grpc/grpc-js";
import { SidetoneError } from "../../base/errors.ts";
import { UpstreamConnection } from "./connection.ts";

export interface ConnectionPoolOptions {
  connect: () => Promise<Client>;
  /** Most connections at once; also the most streams. */
  maxConnections: number;
  /** Most kept open without a stream. */
  maxIdle?: number;
}

/** `unfit`: still in use by what was given up. `failed`: nothing gets through it, or nothing did for too long. */
export type ConnectionFate = "fit" | "unfit" | "failed";

/**
 * On Bun, writing to a connection that carries several streams costs more the longer the connection lives; with one
 * stream at a time the cost stays flat.
 */
export class ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  readonly #maxIdle: number;
  #made = 0;
  readonly #busy = new Set<UpstreamConnection>();
  #idle: UpstreamConnection[] = [];
  #isClosed = false;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#maxIdle = options.maxIdle ?? 16;
  }

  get counts(): { busy: number; idle: number } {
    return { busy: this.#busy.size, idle: this.#idle.length };
  }

  /** Fails with LIMIT_EXCEEDED when all are busy, with SHUTTING_DOWN after close. */
  acquire(): UpstreamConnection {
    if (this.#isClosed) throw new SidetoneError("SHUTTING_DOWN", "the upstream connections are closed");
    if (this.#busy.size >= this.#options.maxConnections) {
      throw new SidetoneError("LIMIT_EXCEEDED", "too many recognition streams at once", { retryable: true });
    }
    const connection = this.#idle.pop() ?? this.#make();
    this.#busy.add(connection);
    return connection;
  }

  #make(): UpstreamConnection {
    this.#made += 1;
    return new UpstreamConnection(this.#options.connect, this.#made);
  }

  /**
   * Only once the stream on it has ended. Where a connection failed, idle ones may be as dead, since a network forgets
   * them silently: they are closed, so that the next stream need not find it out.
   */
  release(connection: UpstreamConnection, fate: ConnectionFate): void {
    if (!this.#busy.delete(connection)) return;
    if (fate === "failed") for (const idle of this.#idle.splice(0)) idle.close();
    if (fate === "fit" && !this.#isClosed && this.#idle.length < this.#maxIdle) this.#idle.push(connection);
    else connection.close();
  }

  /** Brings up to `count` idle connections up, so that first calls need not wait. Rejects if that fails in time. */
  async warmUp(count: number, deadlineMs: number): Promise<void> {
    const missing = Math.max(0, Math.min(count, this.#maxIdle) - this.#idle.length);
    const connections = Array.from({ length: missing }, () => this.acquire());
    const results = await Promise.allSettled(connections.map((connection) => connection.ready(deadlineMs)));
    connections.forEach((connection, index) => {
      this.release(connection, results[index]?.status === "fulfilled" ? "fit" : "unfit");
    });
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) {
      throw new SidetoneError("UPSTREAM_UNAVAILABLE", "no connection to Dialogflow", {
        retryable: true,
        cause: failed.reason,
      });
    }
  }

  /** Closes all, also busy ones: their streams fail. */
  close(): void {
    this.#isClosed = true;
    const all = [...this.#idle, ...this.#busy];
    this.#idle = [];
    this.#busy.clear();
    for (const connection of all) connection.close();
  }
}
