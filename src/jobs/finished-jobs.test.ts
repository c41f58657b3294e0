/** The tables of the embedded job queues: what one job costs beside many others, and that they stay small. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { SimulatedClock } from "xstate";
import { makeDataDirectory } from "../../test/support/database-template.ts";
import { eventually } from "../../test/support/eventually.ts";
import { nextEvent } from "../../test/support/mediastream-jobs-contract.ts";
import { createLogger } from "../base/log.ts";
import { makeConnectionPool } from "../storage/embedded/connection-pool.ts";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../storage/embedded/embedded-database.ts";
import { tendFinishedJobs } from "./finished-jobs.ts";
import { startMediastreamJobs } from "./mediastream-jobs.ts";

const logger = createLogger("silent");
let database: EmbeddedDatabase;
let directory: string;

beforeAll(async () => {
  directory = await makeDataDirectory("finished-jobs");
  database = await startEmbeddedDatabase({ dataDirectory: directory, logger });
}, 600_000);
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

test("the work for one event does not grow with what waits and with what is done", async () => {
  const pool = makeConnectionPool({ connection: database.connection, logger, max: 1, timeoutMs: 10_000 });
  const rowsOf = (kind: string, count: number) =>
    pool.query(`INSERT INTO bullmq.job (queue, id, seq, name, state, added_at_ms, finished_at_ms)
      SELECT 'mediastream-events', '${kind}' || n, n + 1000000, 'mediastream', '${kind}', 1,
        CASE WHEN '${kind}' = 'completed' THEN ${Date.now()} END FROM generate_series(1, ${count}) n`);
  const readRows = async () => {
    const { rows } = await pool.query<{ read: string }>(
      "SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname = 'job'",
    );
    return Number(rows[0]?.read);
  };
  let handled = 0;
  const ended = Promise.withResolvers<void>();
  // What is done by the time (removal, counting anew) is not done beside this test, however long it takes.
  const clock = new SimulatedClock();
  clock.increment(Date.now());
  const jobs = await startMediastreamJobs({
    backend: database,
    handle: () => {
      handled += 1;
      // What waits behind them is not for this test.
      return handled > 20 ? ended.promise : undefined;
    },
    clock,
    logger,
  });
  const { queue } = jobs;
  await Promise.all(Array.from({ length: 10 }, () => queue.enqueue(nextEvent())));
  await eventually(() => handled === 10);
  await rowsOf("completed", 3_000);
  const before = await readRows();
  await Promise.all(Array.from({ length: 10 }, () => queue.enqueue(nextEvent())));
  await rowsOf("waiting", 3_000);
  await eventually(() => handled >= 20);
  expect((await readRows()) - before).toBeLessThan(3_000);
  const closed = jobs.close();
  ended.resolve();
  await closed;
  await pool.query("DELETE FROM bullmq.job WHERE seq > 1000000");
  await pool.end();
}, 600_000);

test("jobs done long ago are removed, and no more of the others than are to be kept", async () => {
  const pool = makeConnectionPool({ connection: database.connection, logger, max: 1, timeoutMs: 10_000 });
  await pool.query(`INSERT INTO bullmq.job (queue, id, seq, name, state, added_at_ms, finished_at_ms)
    SELECT 'tended', 'j' || n, n, 'mediastream', 'completed', 1, n FROM generate_series(1, 100) n`);
  const kept = { queue: "tended", done: { ageMs: 60, count: 10 }, dead: { ageMs: 60, count: 10 } };
  const clock = new SimulatedClock();
  clock.increment(101);
  const tending = tendFinishedJobs({ pool, kept, clock, logger });
  const left = async () => {
    const { rows } = await pool.query("SELECT finished_at_ms FROM bullmq.job WHERE queue = 'tended'");
    return rows.length;
  };
  await eventually(async () => (await left()) === 10);
  tending.close();
  await pool.end();
}, 600_000);
