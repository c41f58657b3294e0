/** The main thread's end of the database Worker: start and close with deadlines, loss reported once. */
import { SidetoneError } from "../../base/errors.ts";
import { threadAddress } from "../../base/prepared.ts";
import type { DatabaseWorkerReport, DatabaseWorkerRequest, DatabaseWorkerStart } from "./database-worker.ts";

const CLOSE_TIMEOUT_MS = 10_000;

export interface DatabaseThreadOptions {
  /** Only after a start that succeeded, and not because of close(). */
  onLost(error: SidetoneError): void;
  /** A statement failed because of the disk; its SQLSTATE. */
  onTrouble(code: string): void;
}

/** Owns one Worker. The Worker never keeps the process alive by itself past close(). */
export class DatabaseThread {
  readonly #options: DatabaseThreadOptions;
  readonly #worker = new Worker(threadAddress(new URL("./database-worker.ts", import.meta.url)), {
    name: "embedded-database",
  });
  #state: "starting" | "running" | "closing" | "ended" = "starting";
  #waiter: { expects: DatabaseWorkerReport["type"]; settle(error: SidetoneError | null): void } | null = null;

  /** Answered in the order they were asked. */
  #syncing: ((error: SidetoneError | null) => void)[] = [];

  constructor(options: DatabaseThreadOptions) {
    this.#options = options;
    this.#worker.addEventListener("message", (event: MessageEvent<DatabaseWorkerReport>) => {
      this.#hear(event.data);
    });
    this.#worker.addEventListener("error", (event) => this.#fail(event.message));
    this.#worker.addEventListener("close", () => this.#fail("the thread ended"));
  }

  async start(start: DatabaseWorkerStart, timeoutMs: number): Promise<void> {
    await this.#ask(start, "ready", timeoutMs);
    this.#state = "running";
  }

  /** Resolves once everything committed so far is on disk. Rejects with STORAGE_FAILED if the database is gone. */
  sync(): Promise<void> {
    if (this.#state !== "running") return Promise.reject(failure("it is closed"));
    return new Promise((resolve, reject) => {
      this.#syncing.push((error) => (error === null ? resolve() : reject(error)));
      this.#worker.postMessage({ type: "sync" } satisfies DatabaseWorkerRequest);
    });
  }

  /** Frees deleted space and leaves no trace of its content. Rejects with STORAGE_FAILED; the database continues. */
  async reclaim(timeoutMs: number): Promise<void> {
    if (this.#state !== "running" || this.#waiter !== null) return;
    await this.#ask({ type: "reclaim" }, "reclaimed", timeoutMs);
  }

  /** Never rejects: a thread that does not end in time is terminated. */
  async close(): Promise<void> {
    if (this.#state === "running") {
      this.#state = "closing";
      // A running rewrite is not waited for; the database ends after it.
      this.#waiter?.settle(null);
      // A database that fails while it closes has lost nothing: what was answered is in its write-ahead log.
      await this.#ask({ type: "close" }, "closed", CLOSE_TIMEOUT_MS).catch(() => {});
    }
    this.#state = "ended";
    this.#endSyncing(failure("it is closed"));
    this.#worker.terminate();
  }

  #endSyncing(error: SidetoneError): void {
    for (const settle of this.#syncing.splice(0)) settle(error);
  }

  #ask(
    request: DatabaseWorkerRequest,
    expects: DatabaseWorkerReport["type"],
    timeoutMs: number,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(`no answer to ${request.type}`, true), timeoutMs);
      this.#waiter = {
        expects,
        settle: (error) => {
          clearTimeout(timer);
          this.#waiter = null;
          if (error === null) resolve();
          else reject(error);
        },
      };
      this.#worker.postMessage(request);
    });
  }

  #hear(report: DatabaseWorkerReport): void {
    if (report.type === "synced") this.#syncing.shift()?.(null);
    else if (report.type === "trouble") this.#options.onTrouble(report.code);
    else if (report.type === "lost") this.#fail(report.message);
    else if (report.type === "notReclaimed") this.#waiter?.settle(failure(report.message));
    else if (this.#waiter?.expects === report.type) this.#waiter.settle(null);
  }

  #fail(reason: string, retryable = false): void {
    if (this.#state === "ended") return;
    const wasRunning = this.#state === "running";
    const error = failure(reason, retryable);
    this.#waiter?.settle(error);
    this.#endSyncing(error);
    if (!wasRunning) return;
    this.#state = "ended";
    this.#worker.terminate();
    this.#options.onLost(error);
  }
}

/** Retryable where it may only have been slow. */
function failure(reason: string, retryable = false): SidetoneError {
  return new SidetoneError("STORAGE_FAILED", `the embedded database failed: ${reason}`, { retryable });
}
