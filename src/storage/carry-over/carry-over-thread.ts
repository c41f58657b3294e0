/** Records of an earlier version, carried over once at the first start of this one. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { threadAddress } from "../../base/prepared.ts";
import type { DataDirectory } from "../data-directory.ts";
import type { CarryOverOptions } from "./carry-over.ts";
import type { CarryOverReport } from "./carry-over-worker.ts";

/** Far more than a gigabyte takes; a hang must not keep the process from saying so. */
const TIMEOUT_MS = 30 * 60_000;

/** Does nothing without old records. Rejects with STORAGE_FAILED: the directory is then as it was. */
export async function carryOverFormerRecords(
  place: DataDirectory,
  options: { logger: Logger; nowMs: number },
): Promise<void> {
  if (place.directory === null || !mayHaveFormerRecords(place)) return;
  const startedAt = performance.now();
  const { databasePath, recordsPath } = place;
  const report = await inThread({ databasePath, recordsPath, nowMs: options.nowMs });
  if (!report.ok) {
    throw new SidetoneError(
      "STORAGE_FAILED",
      `the records of the earlier version in ${databasePath} could not be carried over, and are as they were: ${report.message}`,
    );
  }
  if (report.rows === null) return;
  const startMs = Math.round(performance.now() - startedAt);
  options.logger.info({ rows: report.rows, startMs }, "records of an earlier version carried over");
}

/** Whether an earlier version may have left records here, and they were not carried over yet. */
function mayHaveFormerRecords({ databasePath, recordsPath }: DataDirectory): boolean {
  return !existsSync(recordsPath) && existsSync(join(databasePath, "PG_VERSION"));
}

async function inThread(options: CarryOverOptions): Promise<CarryOverReport> {
  const worker = new Worker(threadAddress(new URL("./carry-over-worker.ts", import.meta.url)), {
    name: "carry-over",
  });
  const answer = Promise.withResolvers<CarryOverReport>();
  const fail = (message: string) => answer.resolve({ ok: false, message });
  const timer = setTimeout(() => fail("it took too long"), TIMEOUT_MS);
  worker.addEventListener("message", (event: MessageEvent<CarryOverReport>) => answer.resolve(event.data));
  worker.addEventListener("error", (event) => fail(event.message));
  worker.addEventListener("close", () => fail("its thread ended"));
  worker.postMessage(options);
  try {
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
