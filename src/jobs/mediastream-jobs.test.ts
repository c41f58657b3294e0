/** The contract of the MediaStream jobs, kept on both backends: the embedded database and a real Redis. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { SimulatedClock } from "xstate";
import { makeDataDirectory } from "../../test/support/database-template.ts";
import { eventually } from "../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { SidetoneError } from "../errors.ts";
import { makeConnectionPool } from "../storage/embedded/connection-pool.ts";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../storage/embedded/embedded-database.ts";
import type { JobsBackend } from "../storage/open-storage.ts";
import { createLogger } from "../telemetry/log.ts";
import { tendFinishedJobs } from "./finished-jobs.ts";
import { JOB_POLICIES, type JobPolicy } from "./job-policies.ts";
import type { MediastreamEvent } from "./mediastream-event.ts";
import {
  type MediastreamJobs,
  type MediastreamJobsOptions,
  startMediastreamJobs,
} from "./mediastream-jobs.ts";
import type { Policies } from "./open-job-queue.ts";

const logger = createLogger("silent");

let eventNumber = 0;
function nextEvent(status = "STREAMING"): MediastreamEvent {
  eventNumber += 1;
  return {
    subscriptionId: "sub",
    callId: `call-${eventNumber}`,
    domainId: "d",
    callLeg: "Agent",
    status,
    failureType: "",
    failureDetail: "",
    destinationUrl: "https://example.test",
    occurredOn: "2026-11-21T07:00:00Z",
    receivedAtMs: 1_800_000_000_000,
  };
}

/** The table's, with waits that a test can afford. */
function policies(changed: Partial<JobPolicy>): Policies {
  const fast = { attempts: 3, backoffMs: { firstMs: 5, maxMs: 20 }, ...changed };
  return { mediastream: { ...JOB_POLICIES.mediastream, ...fast } };
}

const notYet = () => new SidetoneError("NOT_FOUND", "the call is not known yet", { retryable: true });

function contract(backend: () => JobsBackend): void {
  let jobs: MediastreamJobs | null = null;

  async function start(
    handle: MediastreamJobsOptions["handle"],
    more: Partial<MediastreamJobsOptions> = {},
  ): Promise<MediastreamJobs> {
    jobs = await startMediastreamJobs({
      backend: backend(),
      handle,
      logger,
      policies: policies({}),
      lockMs: 1_000,
      ...more,
    });
    return jobs;
  }

  afterEach(async () => {
    await jobs?.close();
    jobs = null;
  });

  test("an accepted event reaches the handler as it was, and soon", async () => {
    const handled: MediastreamEvent[] = [];
    const { queue } = await start((event) => void handled.push(event));
    await queue.enqueue(nextEvent());
    await eventually(() => handled.length === 1);
    const event = { ...nextEvent(), failureDetail: "Grüße 🎧 \u0000" };
    await queue.enqueue(event);
    // An idle worker polls every 5 s: earlier means that it was woken.
    await eventually(() => handled.length === 2, 4_000);
    expect(handled[1]).toEqual(event);
  });

  test("an event whose call is not known yet is tried again until it is", async () => {
    let tries = 0;
    const { queue, deadLetters } = await start(() => {
      tries += 1;
      if (tries < 3) throw notYet();
    });
    const before = await deadLetters.list(100);
    await queue.enqueue(nextEvent());
    await eventually(() => tries === 3);
    expect(await deadLetters.list(100)).toEqual(before);
  });

  test("an event that fails every time ends as a dead letter with its reason and attempts", async () => {
    const event = nextEvent("ERROR");
    let tries = 0;
    const { queue, deadLetters } = await start(() => {
      tries += 1;
      throw notYet();
    });
    await queue.enqueue(event);
    await eventually(async () => (await deadLetters.list(1))[0]?.subject.callId === event.callId);
    const [letter] = await deadLetters.list(1);
    expect(letter).toMatchObject({
      subject: event,
      reason: "NOT_FOUND: the call is not known yet",
      attempts: 3,
    });
    expect(letter?.failedAtMs).toBeGreaterThan(1_700_000_000_000);
    expect(tries).toBe(3);
  });

  test("an event that can never succeed becomes a dead letter at the first attempt", async () => {
    const event = nextEvent();
    const { queue, deadLetters } = await start(() => {
      throw new SidetoneError("PROTOCOL_VIOLATION", "no such leg");
    });
    await queue.enqueue(event);
    await eventually(async () => (await deadLetters.list(1))[0]?.subject.callId === event.callId);
    expect(await deadLetters.list(1)).toMatchObject([
      { reason: "PROTOCOL_VIOLATION: no such leg", attempts: 1 },
    ]);
  });

  test("a handler that never ends costs an attempt", async () => {
    const event = nextEvent();
    const { queue, deadLetters } = await start(() => new Promise(() => {}), {
      policies: policies({ attempts: 1, deadlineMs: 20 }),
    });
    await queue.enqueue(event);
    await eventually(async () => (await deadLetters.list(1))[0]?.subject.callId === event.callId);
    expect((await deadLetters.list(1))[0]?.reason).toStartWith("DEADLINE_EXCEEDED");
  });

  test("a dead letter that is retried gets all its attempts again and leaves the list when it succeeds", async () => {
    const event = nextEvent();
    let tries = 0;
    const { queue, deadLetters } = await start(() => {
      tries += 1;
      if (tries < 6) throw notYet();
    });
    await queue.enqueue(event);
    await eventually(async () => (await deadLetters.list(1))[0]?.subject.callId === event.callId);
    const id = (await deadLetters.list(1))[0]?.id ?? "";
    await deadLetters.retry(id);
    await eventually(() => tries === 6);
    await eventually(async () => (await deadLetters.list(100)).every((letter) => letter.id !== id));
    await expect(deadLetters.retry(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(deadLetters.retry("unknown")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("the same event is handled once, also when it arrives again after it was handled", async () => {
    const event = nextEvent();
    const handled: string[] = [];
    const { queue } = await start(({ callId, status }) => void handled.push(`${callId} ${status}`));
    await Promise.all([1, 2, 3].map(() => queue.enqueue({ ...event, receivedAtMs: eventNumber })));
    await eventually(() => handled.length === 1);
    await queue.enqueue(event);
    await queue.enqueue({ ...event, status: "ENDED_NORMALLY" });
    await eventually(() => handled.length === 2);
    expect(handled).toEqual([`${event.callId} STREAMING`, `${event.callId} ENDED_NORMALLY`]);
  });

  test("beyond what may wait an event is refused, and one without a key has a place of its own, behind", async () => {
    const held = Promise.withResolvers<void>();
    const handled: string[] = [];
    const full: boolean[] = [];
    const { queue, refused } = await start(
      async ({ status }) => {
        handled.push(status);
        if (status === "FIRST") await held.promise;
      },
      {
        policies: {
          mediastream: { ...JOB_POLICIES.mediastream, concurrency: 1, maxWaiting: 4 },
          "mediastream-unproved": { ...JOB_POLICIES["mediastream-unproved"], maxWaiting: 1 },
        },
        onFull: (isFull) => full.push(isFull),
      },
    );
    await queue.enqueue(nextEvent("FIRST"));
    await eventually(() => handled.length === 1);
    await queue.enqueue({ ...nextEvent("UNPROVED"), unproved: true });
    const refusal = { code: "LIMIT_EXCEEDED", retryable: true };
    await expect(queue.enqueue({ ...nextEvent("NO_ROOM"), unproved: true })).rejects.toMatchObject(refusal);
    expect(full).toEqual([]);
    for (const status of ["A", "B", "C"]) await queue.enqueue(nextEvent(status));
    await expect(queue.enqueue(nextEvent("NO_ROOM"))).rejects.toMatchObject(refusal);
    expect([full, refused()]).toEqual([[true], 2]);
    held.resolve();
    await eventually(() => handled.length === 5);
    expect(handled).toEqual(["FIRST", "A", "B", "C", "UNPROVED"]);
    await eventually(() => full.at(-1) === false);
  });

  test("dead letters of a kind are tried again or thrown away together, and one by itself", async () => {
    let mayPass = false;
    const passed: string[] = [];
    const { queue, deadLetters } = await start(({ callId }) => {
      if (!mayPass) throw new SidetoneError("PROTOCOL_VIOLATION", "no such leg");
      passed.push(callId);
    });
    const known = new Set((await deadLetters.list(100)).map(({ id }) => id));
    const fresh = async () => (await deadLetters.list(100)).filter(({ id }) => !known.has(id));
    const events = [nextEvent(), nextEvent(), { ...nextEvent(), unproved: true as const }];
    for (const event of events) await queue.enqueue(event);
    await eventually(async () => (await fresh()).length === 3);
    const [first] = (await fresh()).filter(({ kind }) => kind === "mediastream");
    await deadLetters.discard(first?.id ?? "");
    await expect(deadLetters.discard(first?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
    mayPass = true;
    expect(await deadLetters.retryAll("mediastream")).toBeGreaterThanOrEqual(1);
    const rest = events.map(({ callId }) => callId).filter((id) => id !== first?.subject.callId);
    await eventually(() => passed.includes(rest[0] ?? ""));
    expect(passed).not.toContain(events[2]?.callId ?? "");
    expect(await deadLetters.discardAll("mediastream-unproved")).toBe(1);
    await eventually(async () => (await fresh()).length === 0);
  });

  test("many events at once are all handled", async () => {
    const seen = new Set<string>();
    const { queue, counts } = await start(({ callId }) => void seen.add(callId));
    const events = Array.from({ length: 200 }, () => nextEvent());
    await Promise.all(events.map((event) => queue.enqueue(event)));
    await eventually(() => seen.size === 200, 10_000);
    await eventually(async () => {
      const { waiting, active, delayed } = await counts();
      return waiting + active + delayed === 0;
    });
  });

  test("what waits for its next attempt is still there after closing and starting again", async () => {
    const event = nextEvent();
    let tries = 0;
    const first = await start(
      () => {
        tries += 1;
        throw notYet();
      },
      { policies: policies({ backoffMs: { firstMs: 500, maxMs: 500 } }) },
    );
    await first.queue.enqueue(event);
    await eventually(async () => tries === 1 && (await first.counts()).delayed === 1);
    await first.close();
    await expect(first.queue.enqueue(nextEvent())).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
    const handled: string[] = [];
    await start(({ callId }) => void handled.push(callId));
    await eventually(() => handled.includes(event.callId));
  });
}

/** Rejects fast enough for an HTTP answer. */
async function expectAway(jobs: MediastreamJobs): Promise<void> {
  await expect(jobs.queue.enqueue(nextEvent())).rejects.toMatchObject({
    code: "STORAGE_FAILED",
    retryable: true,
  });
}

describe("MediaStream jobs in the embedded database", () => {
  let database: EmbeddedDatabase;
  let directory: string;

  beforeAll(async () => {
    directory = await makeDataDirectory("jobs");
    database = await startEmbeddedDatabase({ dataDirectory: directory, logger });
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  contract(() => database);

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
    const jobs = await startMediastreamJobs({
      backend: database,
      handle: () => {
        handled += 1;
        // What waits behind them is not for this test.
        return handled > 20 ? new Promise(() => {}) : undefined;
      },
      logger,
      closeTimeoutMs: 50,
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
    await jobs.close();
    await pool.query("DELETE FROM bullmq.job WHERE seq > 1000000");
    await pool.end();
  });

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
  });

  test("an event is refused within the deadline when the database is gone", async () => {
    const gone = await startMediastreamJobs({
      ...{ backend: database, handle: () => {}, logger, enqueueTimeoutMs: 500, closeTimeoutMs: 100 },
    });
    await gone.queue.enqueue(nextEvent());
    await database.close();
    await expectAway(gone);
    await gone.close();
  }, 30_000);
});

describe.skipIf(redisServerPath === null)(`MediaStream jobs on Redis${redisSkipNote}`, () => {
  let server: TestRedisServer;

  beforeAll(async () => {
    server = await startRedisServer();
  }, 30_000);
  afterAll(() => server.close());

  contract(() => ({ redisUrl: server.url }));

  test("an event is refused within the deadline while Redis is away, and accepted when it is back", async () => {
    const doomed = await startRedisServer();
    const handled: string[] = [];
    const jobs = await startMediastreamJobs({
      backend: { redisUrl: doomed.url },
      handle: ({ callId }) => void handled.push(callId),
      logger,
      enqueueTimeoutMs: 500,
      closeTimeoutMs: 500,
    });
    await jobs.queue.enqueue(nextEvent());
    await doomed.kill();
    await expectAway(jobs);
    const revived = await startRedisServer(Number(new URL(doomed.url).port));
    const event = nextEvent();
    await eventually(() => jobs.queue.enqueue(event), 10_000);
    await eventually(() => handled.includes(event.callId), 10_000);
    await jobs.close();
    await revived.close();
  }, 40_000);

  test("starting without Redis is refused within the deadline", async () => {
    const doomed = await startRedisServer();
    await doomed.kill();
    const start = startMediastreamJobs({
      backend: { redisUrl: doomed.url },
      handle: () => {},
      logger,
      startTimeoutMs: 300,
      closeTimeoutMs: 300,
    });
    await expect(start).rejects.toMatchObject({ code: "STORAGE_FAILED" });
  });
});
