/** Day after day of calls, swept when they are old: no more rows, pages, files or keys than the days before. */
import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { copyFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { SimulatedClock } from "xstate";
import { makeDataDirectory } from "../../test/support/database-template.ts";
import { eventually } from "../../test/support/eventually.ts";
import { nextEvent } from "../../test/support/mediastream-jobs-contract.ts";
import { redisServerPath, redisSkipNote, startRedisServer } from "../../test/support/redis-server.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { startMediastreamJobs } from "../jobs/mediastream-jobs.ts";
import { type OpenedStorage, openStorage } from "../storage/open-storage.ts";
import { jobSweeper } from "./job-sweeper.ts";

const LIMIT_MS = 600_000;
const DAY_MS = 24 * 3_600_000;
const DAYS = 6;
/** Each day's calls outlive the next day's sweep, not the one after it. */
const RETENTION_MS = DAY_MS * 1.5;
const CALLS_A_DAY = 40;
/** More than BullMQ keeps notes of. */
const JOBS_A_DAY = 150;
const LINES_A_CALL = 5;
const NOTHING = { room: 0, log: 0, call: 0, history: 0, conversation_name: 0, audit: 0, erased: 0 };
const LINES = {
  ...{ log: CALLS_A_DAY * LINES_A_CALL, history: CALLS_A_DAY * LINES_A_CALL },
  conversation_name: CALLS_A_DAY,
};
const PATIENT = { startTimeoutMs: LIMIT_MS, enqueueTimeoutMs: LIMIT_MS };
const logger = createLogger("silent");
const directory = await makeDataDirectory("steady");
afterAll(() => rm(directory, { recursive: true, force: true }));

async function liveADay({ storage }: OpenedStorage, day: number): Promise<void> {
  const { deliveryLog, calls, conversationNames, audit } = storage;
  for (let n = 0; n < CALLS_A_DAY; n += 1) {
    const callKey = `five9-${day}-${n}`;
    const call = { callKey, source: "five9", vendorCallId: callKey, startedAtMs: 1, endedAtMs: null };
    const lines = Array.from({ length: LINES_A_CALL }, (_, line) => ({
      line,
      atMs: 1,
      actor: "call",
      event: "x".repeat(300),
    }));
    await Promise.all([
      calls.saveRecords([{ call: { ...call, snapshot: { words: "x".repeat(2_000) } }, entries: lines }]),
      calls.save({ ...call, snapshot: { words: "x" }, endedAtMs: 2 }),
      conversationNames.put(callKey, `projects/p/conversations/${callKey}`),
      audit.append({ atMs: day * DAY_MS, operator: "ana", action: "reveal", outcome: "done", callKey }),
      ...lines.map(({ line, event }) =>
        deliveryLog.append(`projects/p/conversations/${callKey}`, {
          ...{ messageId: `m${line}`, dataType: "t", data: event, publishTime: "", attributes: {} },
        }),
      ),
    ]);
  }
}

/**
 * Gives what `count` counts after each day's sweep. Jobs are older at once: their queues know only the machine's time.
 * `isIdle`: no job is at work, also none that is handled and not noted as done.
 */
async function liveDays<Counts>(
  opened: OpenedStorage,
  clock: SimulatedClock,
  count: () => Promise<Counts>,
  isIdle = async () => true,
) {
  let handled = 0;
  const jobs = await startMediastreamJobs({
    backend: await opened.openJobs(),
    handle: () => void handled++,
    logger,
    ...PATIENT,
  });
  const removeOldJobs = jobSweeper({ ...opened, clock: systemClock, logger });
  const counted: Counts[] = [];
  for (let day = 1; day <= DAYS; day += 1) {
    await liveADay(opened, day);
    await Promise.all(Array.from({ length: JOBS_A_DAY }, () => jobs.queue.enqueue(nextEvent())));
    await eventually(() => handled === day * JOBS_A_DAY, LIMIT_MS);
    await eventually(isIdle, LIMIT_MS);
    clock.increment(DAY_MS);
    await opened.storage.sweep(RETENTION_MS);
    await removeOldJobs(-1);
    counted.push(await count());
  }
  await jobs.close();
  return counted;
}

function dayClock(): SimulatedClock {
  const clock = new SimulatedClock();
  clock.increment(DAY_MS * 20_000);
  return clock;
}

test(
  "in the data directory no rows, pages and files add up",
  async () => {
    const clock = dayClock();
    const opened = await openStorage({ dataDirectory: directory }, { logger, clock, timeoutMs: LIMIT_MS });
    const counted = await liveDays(opened, clock, async () => countInDirectory());
    await opened.close();
    const [second] = counted.slice(1);
    if (second === undefined) throw new Error("nothing was counted");
    for (const { rows, recordPages, jobPages, logFiles, otherFiles } of counted) {
      expect(rows).toEqual({ ...NOTHING, room: CALLS_A_DAY, call: CALLS_A_DAY, ...LINES });
      // A row may lie across another number of pages; what adds up is more after four days.
      expect(Math.abs(recordPages - second.recordPages)).toBeLessThan(6);
      expect(Math.abs(jobPages - second.jobPages)).toBeLessThan(10);
      expect(Math.abs(otherFiles - second.otherFiles)).toBeLessThan(6);
      expect(logFiles).toBeLessThanOrEqual(3);
    }
  },
  LIMIT_MS,
);

test.skipIf(redisServerPath === null)(
  `on Redis no keys add up${redisSkipNote}`,
  async () => {
    const server = await startRedisServer();
    const client = new Redis(server.url);
    const clock = dayClock();
    const opened = await openStorage({ redisUrl: server.url }, { logger, clock, timeoutMs: LIMIT_MS });
    const queue = "sidetone:jobs:mediastream-events";
    const count = async () => {
      const keys = await client.keys("*");
      // For some seconds after a look for dead workers.
      return keys.filter((key) => key !== `${queue}:stalled-check`).length;
    };
    const isIdle = async () => (await client.exists(`${queue}:active`)) === 0;
    const counted = await liveDays(opened, clock, count, isIdle);
    await opened.close();
    client.disconnect();
    await server.close();
    expect(new Set(counted.slice(1)).size).toBe(1);
  },
  LIMIT_MS,
);

/** A sweep leaves everything in the files themselves, nothing in the log beside them. */
function countInDirectory() {
  const copy = join(directory, "copy.sqlite");
  copyFileSync(join(directory, "records.sqlite"), copy);
  const database = new Database(copy, { readonly: true });
  const one = (sql: string) => database.query<{ n: number }, []>(sql).get()?.n ?? Number.NaN;
  const tables = Object.keys(NOTHING);
  const rows = Object.fromEntries(tables.map((name) => [name, one(`SELECT count(*) AS n FROM ${name}`)]));
  const recordPages = one("SELECT page_count AS n FROM pragma_page_count");
  database.close();
  rmSync(copy);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const isLog = (path: string) => path.includes("/pg_wal/");
  const jobBytes = files
    .filter((path) => path.includes("/base/"))
    .reduce((sum, path) => sum + statSync(path).size, 0);
  const logFiles = files.filter(isLog).length;
  return { rows, recordPages, jobPages: jobBytes / 8_192, logFiles, otherFiles: files.length - logFiles };
}
