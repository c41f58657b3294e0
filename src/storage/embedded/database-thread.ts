/** The main thread's end of the database Worker: start and close with deadlines, loss reported once. */
import { SidetoneError } from "../../errors.ts";
import type { DatabaseWorkerReport, DatabaseWorkerRequest, DatabaseWorkerStart } from "./database-worker.ts";

const CLOSE_TIMEOUT_MS = 10_000;

export interface DatabaseThreadOptions {
  /** Only after a start that succeeded, and not because of close(). */
  onLost(error: SidetoneError): void;
}

/** Owns one Worker. The Worker never keeps the process alive by itself past close(). */
export class DatabaseThread {
  readonly #options: DatabaseThreadOptions;
  readonly #worker = new Worker(new URL("./database-worker.ts", import.meta.url).href, {
    name: "embedded-database",
  });
  #state: "starting" | "running" | "closing" | "ended" = "starting";
  #waiter: { expects: DatabaseWorkerReport["type"]; settle(error: SidetoneError | null): void } | null = null;

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

  /** Never rejects: a thread that does not end in time is terminated. */
  async close(): Promise<void> {
    if (this.#state === "running") {
      this.#state = "closing";
      // A database that fails while it closes has lost nothing: what was answered is in its write-ahead log.
      await this.#ask({ type: "close" }, "closed", CLOSE_TIMEOUT_MS).catch(() => {});
    }
    this.#state = "ended";
    this.#worker.terminate();
  }

  #ask(
    request: DatabaseWorkerRequest,
    expects: DatabaseWorkerReport["type"],
    timeoutMs: number,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(`no answer to ${request.type}`), timeoutMs);
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
    if (report.type === "lost") this.#fail(report.message);
    else if (this.#waiter?.expects === report.type) this.#waiter.settle(null);
  }

  #fail(reason: string): void {
    if (this.#state === "ended") return;
    const wasRunning = this.#state === "running";
    const error = new SidetoneError("STORAGE_FAILED", `the embedded database failed: ${reason}`);
    this.#waiter?.settle(error);
    if (!wasRunning) return;
    this.#state = "ended";
    this.#worker.terminate();
    this.#options.onLost(error);
  }
}
