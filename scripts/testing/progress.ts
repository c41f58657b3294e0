/** Tells a person how a run goes: a line for each job that ended, and where the run is. */
import type { Job, JobListener, JobResult } from "./run-jobs.ts";
import { type Capacity, type RunningPlan, remainingMs } from "./schedule.ts";
import { addTallies, EMPTY_TALLY, type Tally } from "./tally.ts";

/** Where the lines go. */
export interface Screen {
  write(text: string): void;
  /** Undefined without a terminal: a log gets whole lines only. */
  readonly columns: number | undefined;
}

const TERMINAL_INTERVAL_MS = 1_000;
const LOG_INTERVAL_MS = 30_000;
const ERASE_LINE = "\r\u001b[2K";
/** Names of running jobs in a log's line; a terminal shows as many as its width allows. */
const NAMES_IN_LOG = 4;

/** Open it before the run and close it after; in between it hears of the jobs. */
export class Progress implements JobListener {
  readonly #screen: Screen;
  readonly #capacity: Capacity;
  readonly #now: () => number;
  readonly #count: number;
  readonly #waiting: Set<Job>;
  readonly #running = new Map<Job, number>();
  readonly #failures: { name: string; output: string }[] = [];
  #tally: Tally = EMPTY_TALLY;
  /** Sums over the jobs that ended: what they took and what was expected. */
  #tookMs = 0;
  #expectedMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(jobs: readonly Job[], capacity: Capacity, screen: Screen, now = () => performance.now()) {
    this.#screen = screen;
    this.#capacity = capacity;
    this.#now = now;
    this.#count = jobs.length;
    this.#waiting = new Set(jobs);
  }

  /** Tells where the run is every now and then, until closed. */
  open(): void {
    const intervalMs = this.#screen.columns === undefined ? LOG_INTERVAL_MS : TERMINAL_INTERVAL_MS;
    this.#timer = setInterval(() => this.tell(), intervalMs);
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#screen.columns !== undefined) this.#screen.write(ERASE_LINE);
  }

  started(job: Job): void {
    this.#waiting.delete(job);
    this.#running.set(job, this.#now());
  }

  ended(job: Job, { tally, durationMs, note, output }: JobResult): void {
    this.#running.delete(job);
    this.#tally = addTallies(this.#tally, tally);
    this.#tookMs += durationMs;
    this.#expectedMs += job.durationMs;
    const failed = tally.failed > 0;
    if (failed) this.#failures.push({ name: job.name, output });
    const counts = [`${tally.passed} passed`];
    if (failed) counts.push(`${tally.failed} failed`);
    if (tally.skipped > 0) counts.push(`${tally.skipped} skipped`);
    const seconds = (durationMs / 1_000).toFixed(1);
    const text = `${failed ? "FAIL" : "ok  "} ${job.name}: ${counts.join(", ")} (${seconds} s)`;
    this.#line([text, note].filter(Boolean).join(" "));
    if (failed) this.#line(indent(output));
    if (this.#screen.columns !== undefined) this.tell();
  }

  /** The counts so far. */
  tally(): Tally {
    return this.#tally;
  }

  /** Where the run is: as a line of a log, or in place of the terminal's last line. */
  tell(): void {
    const { columns } = this.#screen;
    const text = this.#status(columns === undefined ? NAMES_IN_LOG : this.#running.size);
    if (columns === undefined) this.#screen.write(`     ${text}\n`);
    else this.#screen.write(`${ERASE_LINE}${text.slice(0, columns - 1)}`);
  }

  /** A job that failed runs once more, alone. */
  triesAgain(job: Job): void {
    this.#line(`\nonce more, alone: ${job.name}`);
  }

  /**
   * Every failure once more with its output, without the tests of the file that passed. `unsteady` are names of those that
   * passed when they ran alone.
   */
  repeatFailures(unsteady: readonly string[] = []): void {
    for (const { name, output } of this.#failures) {
      this.#line(`\n---- ${name}\n${indent(output.replaceAll(/^\(pass\) .*\n/gm, ""))}`);
    }
    const failed = this.#failures.map(({ name }) => name).filter((name) => !unsteady.includes(name));
    if (failed.length > 0) this.#line(`\nfailed: ${failed.join(", ")}`);
    if (unsteady.length > 0)
      this.#line(`\nunsteady, failed beside other work and passed alone: ${unsteady.join(", ")}`);
  }

  #status(names: number): string {
    const done = this.#count - this.#waiting.size - this.#running.size;
    const nowMs = this.#now();
    const running = [...this.#running].map(([plan, startedAtMs]) => ({ plan, ranMs: nowMs - startedAtMs }));
    const left = describeTime(this.#leftMs(running));
    const failed = this.#tally.failed > 0 ? `, ${this.#tally.failed} failed` : "";
    const shown = running.slice(0, names).map(({ plan, ranMs }) => {
      return `${shortName(plan.name)} ${Math.round(ranMs / 1_000)} s`;
    });
    const more = running.length > names ? ` and ${running.length - names} more` : "";
    return `${done} of ${this.#count}${failed}, about ${left} left: ${shown.join(", ")}${more}`;
  }

  /** By the schedule, times how much slower or quicker than expected this run has been so far. */
  #leftMs(running: readonly RunningPlan[]): number {
    const pace = this.#expectedMs > 0 ? Math.max(0.2, this.#tookMs / this.#expectedMs) : 1;
    const atPace = running.map(({ plan, ranMs }) => ({ plan, ranMs: ranMs / pace }));
    return pace * remainingMs([...this.#waiting], atPace, this.#capacity);
  }

  #line(text: string): void {
    this.#screen.write(`${this.#screen.columns === undefined ? "" : ERASE_LINE}${text}\n`);
  }
}

function describeTime(ms: number): string {
  // The schedule knows no more of a job that is late than that it may end now.
  if (ms < 1_000) return "a moment";
  return ms < 90_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

function shortName(name: string): string {
  return name.replace(/^.*\//, "").replace(/\.test\.ts$/, "");
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "     ");
}
