/** Finished spans on their way out: bounded, in batches, with back-off; a collector that is away affects no call. */
import { type BackOff, backOffMs } from "../../base/back-off.ts";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import type { Logger } from "../../base/log.ts";
import type { FinishedSpan } from "./span.ts";

/** Not sent: the collector will never take them, and why. */
export type ExportOutcome = { sent: true } | { sent: false; reason: string };

export interface SpanExporter {
  /** Rejects if the same batch may be taken later. */
  send(spans: readonly FinishedSpan[]): Promise<ExportOutcome>;
  close(): Promise<void>;
}

export interface SpanQueueOptions {
  exporter: SpanExporter;
  clock: Clock;
  logger: Logger;
  maxQueued?: number;
  batchSize?: number;
  /** How long spans are gathered. */
  intervalMs?: number;
  sendDeadlineMs?: number;
  backOff?: BackOff;
  /** For the jitter of the back-off, in [0, 1). */
  random?: () => number;
  /** One line of the log in this time at most. */
  logEveryMs?: number;
}

const DEFAULTS = {
  maxQueued: 4_096,
  batchSize: 512,
  intervalMs: 1_000,
  sendDeadlineMs: 10_000,
  backOff: { firstMs: 1_000, maxMs: 60_000 },
  random: Math.random,
  logEveryMs: 60_000,
} as const;

export interface SpanCounts {
  sent: number;
  /** No room in the queue, or the process ended. */
  dropped: number;
  refused: number;
  waiting: number;
}

export class SpanQueue {
  readonly #options: typeof DEFAULTS & SpanQueueOptions;
  #waiting: FinishedSpan[] = [];
  /** On their way now. */
  #underWay = 0;
  #timer: unknown = null;
  #sending: Promise<void> | null = null;
  #failures = 0;
  #loggedAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  readonly #counts = { sent: 0, dropped: 0, refused: 0 };

  constructor(options: SpanQueueOptions) {
    this.#options = { ...DEFAULTS, ...options } as typeof DEFAULTS & SpanQueueOptions;
  }

  /** Never throws and never waits. The oldest are dropped, because operators look for new ones. */
  add(spans: readonly FinishedSpan[]): void {
    if (spans.length === 0) return;
    if (this.#isClosed) {
      this.#counts.dropped += spans.length;
      return;
    }
    this.#waiting.push(...spans);
    this.#trim();
    this.#plan(this.#options.intervalMs);
  }

  counts(): SpanCounts {
    return { ...this.#counts, waiting: this.#waiting.length + this.#underWay };
  }

  /** Sends what is left as long as the deadline and the collector allow; never rejects. */
  async close(deadlineMs: number): Promise<void> {
    const { clock, exporter } = this.#options;
    this.#isClosed = true;
    clock.clearTimeout(this.#timer);
    const rest = async () => {
      await this.#sending;
      while (this.#waiting.length > 0 && this.#failures === 0) await this.#send();
      await exporter.close();
    };
    this.#failures = 0;
    await withDeadline(clock, deadlineMs, rest(), "sending the last spans").catch((caught: unknown) =>
      this.#report(caught),
    );
    this.#counts.dropped += this.#waiting.length + this.#underWay;
    this.#waiting = [];
    this.#underWay = 0;
  }

  #plan(waitMs: number): void {
    if (this.#timer !== null || this.#sending !== null || this.#isClosed) return;
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#timer = null;
      this.#sending = this.#send().finally(() => {
        this.#sending = null;
        if (this.#waiting.length > 0) this.#plan(this.#nextWaitMs());
      });
    }, waitMs);
  }

  /** One batch; never rejects. */
  async #send(): Promise<void> {
    const { batchSize, exporter, clock, sendDeadlineMs } = this.#options;
    const batch = this.#waiting.splice(0, batchSize);
    this.#underWay = batch.length;
    try {
      const outcome = await withDeadline(clock, sendDeadlineMs, exporter.send(batch), "sending spans");
      this.#underWay = 0;
      this.#counts[outcome.sent ? "sent" : "refused"] += batch.length;
      if (!outcome.sent) this.#report(outcome.reason);
      this.#failures = 0;
    } catch (caught) {
      this.#failures += 1;
      this.#underWay = 0;
      this.#waiting = [...batch, ...this.#waiting];
      this.#trim();
      this.#report(caught);
    }
  }

  #nextWaitMs(): number {
    const { backOff, random, intervalMs, batchSize } = this.#options;
    if (this.#failures > 0) return backOffMs(this.#failures, backOff, random);
    return this.#waiting.length >= batchSize ? 0 : intervalMs;
  }

  #trim(): void {
    const tooMany = this.#waiting.length - this.#options.maxQueued;
    if (tooMany <= 0) return;
    this.#waiting.splice(0, tooMany);
    this.#counts.dropped += tooMany;
  }

  #report(caught: unknown): void {
    const { clock, logger, logEveryMs } = this.#options;
    if (clock.now() - this.#loggedAtMs < logEveryMs) return;
    this.#loggedAtMs = clock.now();
    const reason = caught instanceof Error ? caught.message || caught.name : String(caught);
    logger.warn({ reason, ...this.counts() }, "spans could not be sent to the collector");
  }
}
