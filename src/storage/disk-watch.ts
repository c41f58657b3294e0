/** Knows whether the data directory can be written: reports once when it cannot, and once when all of it can again. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";

/** Between two looks while it cannot be written. */
const LOOK_MS = 5_000;
/** More than the job queues' database adds to a file at a time. */
const PROBE_BYTES = 256 * 1024;
const PROBE_FILE = "disk-probe";

export interface DiskWatchOptions {
  /** Null if everything is kept in memory. */
  directory: string | null;
  /** Writes a record. Rejects if that fails. */
  writeRecord(): Promise<unknown>;
  clock: Clock;
  /** With the reason as a code (SQLite's, or PostgreSQL's SQLSTATE), null when it is over. */
  onTrouble(reason: string | null): void;
}

export class DiskWatch {
  readonly #options: DiskWatchOptions;
  #isInTrouble = false;
  /** Since the last look. What failed before it may be told after it: it is over only when nothing was. */
  #isNoted = false;
  #isClosed = false;
  #timer: unknown;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  /** May be said again and again. */
  note(reason: string): void {
    this.#isNoted = true;
    if (this.#isInTrouble || this.#isClosed) return;
    this.#isInTrouble = true;
    this.#options.onTrouble(reason);
    this.#lookLater();
  }

  close(): void {
    this.#isClosed = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #lookLater(): void {
    this.#timer = this.#options.clock.setTimeout(() => void this.#look(), LOOK_MS);
  }

  async #look(): Promise<void> {
    const { directory, writeRecord, onTrouble } = this.#options;
    const wasNoted = this.#isNoted;
    this.#isNoted = false;
    try {
      probeDisk(directory);
      await writeRecord();
      if (this.#isClosed) return;
      if (wasNoted || this.#isNoted) return this.#lookLater();
      this.#isInTrouble = false;
      onTrouble(null);
    } catch {
      // Told already: the next look tells when it is over.
      if (!this.#isClosed) this.#lookLater();
    }
  }
}

/**
 * Throws what the disk says where a file cannot be written. It takes a moment on the main thread, but only while nothing
 * can be kept anyway.
 */
export function probeDisk(directory: string | null): void {
  if (directory === null) return;
  const path = join(directory, PROBE_FILE);
  try {
    const descriptor = openSync(path, "w", 0o600);
    try {
      writeSync(descriptor, Buffer.alloc(PROBE_BYTES));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } finally {
    rmSync(path, { force: true });
  }
}
