/** The main thread's end of the records' Worker: waiting requests are sent together, each with a deadline; loss is reported once. */
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { threadAddress } from "../../base/prepared.ts";
import { type OperationName, type Operations, type Request, WRITES } from "./operations.ts";
import { FILE_TROUBLE, type Outcome } from "./outcome.ts";
import type { RecordsCommand, RecordsReport } from "./records-worker.ts";

const CLOSE_TIMEOUT_MS = 10_000;
/** Requests that go to the thread together: a few milliseconds of its time. */
const MAX_BATCH = 200;
/** Between two looks for requests that have waited too long. */
const MIN_LOOK_MS = 50;

export interface RecordsThreadOptions {
  logger: Logger;
  /** From the request to its answer. */
  timeoutMs: number;
  /** Requests that may wait; more are refused at once. */
  maxWaiting: number;
  /** The thread ended before close(). Called at most once. */
  onLost(error: SidetoneError): void;
  /** With SQLite's code; again where it changes. */
  onTrouble(reason: string): void;
}

interface Waiting {
  /** Null for a checkpoint, which runs alone. */
  request: Request | null;
  deadlineAt: number;
  /** May be called again, without effect. */
  settle(outcome: Outcome): void;
}

/** One batch is with the thread at a time, so requests take effect in the order they were made. */
export class RecordsThread {
  readonly #options: RecordsThreadOptions;
  readonly #worker = new Worker(threadAddress(new URL("./records-worker.ts", import.meta.url)), {
    name: "records",
  });
  #state: "opening" | "open" | "closing" | "ended" = "opening";
  #waiting: Waiting[] = [];
  #underWay: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Of open and close. */
  #control: PromiseWithResolvers<RecordsReport> | null = null;
  #trouble: string | null = null;

  constructor(options: RecordsThreadOptions) {
    this.#options = options;
    this.#worker.addEventListener("message", (event: MessageEvent<RecordsReport>) => this.#hear(event.data));
    this.#worker.addEventListener("error", (event) => this.#lose(event.message));
    this.#worker.addEventListener("close", () => this.#lose("the thread ended"));
  }

  /**
   * Gives where a damaged file was moved to, or null. Rejects with CONFLICT if another process has the file, else with
   * STORAGE_FAILED.
   */
  async open(path: string, nowMs: number, timeoutMs: number): Promise<string | null> {
    const report = await this.#command({ type: "open", path, nowMs }, timeoutMs);
    if (report.type !== "opened") {
      const { reason, message } = report.type === "refused" ? report : { reason: "", message: "no answer" };
      throw new SidetoneError(
        reason.startsWith("SQLITE_BUSY") ? "CONFLICT" : "STORAGE_FAILED",
        `the file of records ${path} cannot be opened: ${message}`,
      );
    }
    this.#state = "open";
    return report.setAsidePath;
  }

  /** Rejects with STORAGE_FAILED (retryable); what has taken too long may still happen. */
  ask<Name extends OperationName>(
    name: Name,
    ...values: Parameters<Operations[Name]>
  ): Promise<ReturnType<Operations[Name]>> {
    return this.#enqueue({ name, values }) as Promise<ReturnType<Operations[Name]>>;
  }

  /** Moves the write-ahead log into the file and empties it. */
  async checkpoint(): Promise<void> {
    await this.#enqueue(null);
  }

  /** Why the last write failed, until one succeeds; null while all is well. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Earlier requests are still done. Never rejects; may be called again. */
  async close(): Promise<void> {
    if (this.#state === "open") {
      const last = this.ask("ping");
      this.#state = "closing";
      await last.catch(() => {});
      await this.#command({ type: "close" }, CLOSE_TIMEOUT_MS).catch(() => {});
    }
    this.#end();
  }

  #enqueue(request: Request | null): Promise<unknown> {
    const what = request?.name ?? "checkpoint";
    if (this.#state !== "open") return Promise.reject(failed(what, "storage is closed"));
    if (this.#waiting.length >= this.#options.maxWaiting) {
      return Promise.reject(failed(what, "too much waits for the disk"));
    }
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) =>
        outcome.ok ? resolve(outcome.value) : reject(failed(what, outcome.reason));
      this.#waiting.push({ request, deadlineAt: performance.now() + this.#options.timeoutMs, settle });
      this.#watchDeadlines();
      this.#send();
    });
  }

  #send(): void {
    if (this.#underWay.length > 0 || this.#waiting.length === 0) return;
    const checkpointAt = this.#waiting.findIndex(({ request }) => request === null);
    if (checkpointAt === 0) {
      this.#underWay = this.#waiting.splice(0, 1);
      this.#post({ type: "checkpoint" });
      return;
    }
    this.#underWay = this.#waiting.splice(
      0,
      checkpointAt < 0 ? MAX_BATCH : Math.min(checkpointAt, MAX_BATCH),
    );
    const requests = this.#underWay.flatMap(({ request }) => (request === null ? [] : [request]));
    this.#post({ type: "run", requests });
  }

  #post(command: RecordsCommand): void {
    this.#worker.postMessage(command);
  }

  #hear(report: RecordsReport): void {
    if (report.type !== "outcomes") {
      this.#control?.resolve(report);
      return;
    }
    const done = this.#underWay;
    this.#underWay = [];
    for (const [place, { settle, request }] of done.entries()) {
      const outcome = report.outcomes[place] ?? { ok: false, reason: "no answer" };
      this.#noteTrouble(request, outcome);
      settle(outcome);
    }
    this.#send();
  }

  /** Told once when writing stops to work and once when it works again, not for each request. */
  #noteTrouble(request: Request | null, outcome: Outcome): void {
    const { logger } = this.#options;
    if (!outcome.ok && FILE_TROUBLE.test(outcome.reason)) {
      if (this.#trouble === null) logger.error({ reason: outcome.reason }, "records cannot be written");
      if (this.#trouble !== outcome.reason) this.#options.onTrouble(outcome.reason);
      this.#trouble = outcome.reason;
    } else if (outcome.ok && this.#trouble !== null && request !== null && WRITES.has(request.name)) {
      this.#trouble = null;
      logger.info("records are written again");
    }
  }

  /** One timer for all requests, to find those that have waited too long. The thread continues its work. */
  #watchDeadlines(): void {
    const oldest = this.#underWay[0] ?? this.#waiting[0];
    if (this.#timer !== null || oldest === undefined) return;
    const look = () => {
      this.#timer = null;
      const now = performance.now();
      const isLate = ({ deadlineAt }: Waiting) => deadlineAt <= now;
      const late = [...this.#underWay, ...this.#waiting].filter(isLate);
      this.#waiting = this.#waiting.filter((one) => !isLate(one));
      for (const { settle } of late) settle({ ok: false, reason: "no answer in time" });
      this.#watchDeadlines();
    };
    this.#timer = setTimeout(look, Math.max(MIN_LOOK_MS, oldest.deadlineAt - performance.now()));
    this.#timer.unref();
  }

  async #command(command: RecordsCommand, timeoutMs: number): Promise<RecordsReport> {
    const control = Promise.withResolvers<RecordsReport>();
    this.#control = control;
    const timer = setTimeout(() => control.reject(failed(command.type, "no answer in time")), timeoutMs);
    try {
      this.#post(command);
      return await control.promise;
    } finally {
      clearTimeout(timer);
      this.#control = null;
    }
  }

  #lose(reason: string): void {
    if (this.#state === "ended") return;
    const wasOpen = this.#state === "open";
    this.#control?.reject(failed("the opening", reason));
    this.#end();
    if (!wasOpen) return;
    this.#options.onLost(new SidetoneError("STORAGE_FAILED", `the thread of records failed: ${reason}`));
  }

  #end(): void {
    this.#state = "ended";
    if (this.#timer !== null) clearTimeout(this.#timer);
    const left = [...this.#underWay, ...this.#waiting];
    this.#underWay = [];
    this.#waiting = [];
    for (const { settle } of left) settle({ ok: false, reason: "storage is closed" });
    this.#worker.terminate();
  }
}

function failed(what: string, reason: string): SidetoneError {
  return new SidetoneError("STORAGE_FAILED", `the records' store did not do ${what}: ${reason}`, {
    retryable: true,
  });
}
