/** The contract of the MediaStream jobs, kept on both backends: the embedded database and a real Redis. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { SidetoneError } from "../errors.ts";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../storage/embedded/embedded-database.ts";
import type { JobsBackend } from "../storage/open-storage.ts";
import { createLogger } from "../telemetry/log.ts";
import type { MediastreamEvent } from "./mediastream-event.ts";
import {
  type MediastreamJobs,
  type MediastreamJobsOptions,
  startMediastreamJobs,
} from "./mediastream-jobs.ts";

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
      attempts: 3,
      backoffMs: { firstMs: 5, maxMs: 20 },
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
    const enqueuedAt = performance.now();
    await queue.enqueue(event);
    await eventually(() => handled.length === 2, 1_000);
    expect(handled[1]).toEqual(event);
    // An idle worker polls every 5 s: earlier means that it was woken.
    expect(performance.now() - enqueuedAt).toBeLessThan(1_000);
  });

  test("an event whose call is not known yet is tried again until it is", async () => {
    let tries = 0;
    const { queue, deadLetters } = await start(() => {
      tries += 1;
      if (tries < 3) throw notYet();
    });
    const before = await deadLetters(100);
    await queue.enqueue(nextEvent());
    await eventually(() => tries === 3);
    expect(await deadLetters(100)).toEqual(before);
  });

  test("an event that fails every time ends as a dead letter with its reason and attempts", async () => {
    const event = nextEvent("ERROR");
    let tries = 0;
    const { queue, deadLetters } = await start(() => {
      tries += 1;
      throw notYet();
    });
    await queue.enqueue(event);
    await eventually(async () => (await deadLetters(1))[0]?.subject.callId === event.callId);
    const [letter] = await deadLetters(1);
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
    await eventually(async () => (await deadLetters(1))[0]?.subject.callId === event.callId);
    expect(await deadLetters(1)).toMatchObject([{ reason: "PROTOCOL_VIOLATION: no such leg", attempts: 1 }]);
  });

  test("a handler that never ends costs an attempt", async () => {
    const event = nextEvent();
    const { queue, deadLetters } = await start(() => new Promise(() => {}), {
      attempts: 1,
      handleTimeoutMs: 20,
    });
    await queue.enqueue(event);
    await eventually(async () => (await deadLetters(1))[0]?.subject.callId === event.callId);
    expect((await deadLetters(1))[0]?.reason).toStartWith("DEADLINE_EXCEEDED");
  });

  test("a dead letter that is retried gets all its attempts again and leaves the list when it succeeds", async () => {
    const event = nextEvent();
    let tries = 0;
    const { queue, deadLetters, retryDeadLetter } = await start(() => {
      tries += 1;
      if (tries < 6) throw notYet();
    });
    await queue.enqueue(event);
    await eventually(async () => (await deadLetters(1))[0]?.subject.callId === event.callId);
    const id = (await deadLetters(1))[0]?.id ?? "";
    await retryDeadLetter(id);
    await eventually(() => tries === 6);
    await eventually(async () => (await deadLetters(100)).every((letter) => letter.id !== id));
    await expect(retryDeadLetter(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(retryDeadLetter("unknown")).rejects.toMatchObject({ code: "NOT_FOUND" });
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
      { backoffMs: { firstMs: 500, maxMs: 500 } },
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
  const startedAt = performance.now();
  await expect(jobs.queue.enqueue(nextEvent())).rejects.toMatchObject({
    code: "STORAGE_FAILED",
    retryable: true,
  });
  expect(performance.now() - startedAt).toBeLessThan(1_500);
}

describe("MediaStream jobs in the embedded database", () => {
  let database: EmbeddedDatabase;

  beforeAll(async () => {
    database = await startEmbeddedDatabase({ dataDirectory: "memory", logger });
  }, 60_000);
  afterAll(() => database.close());

  contract(() => database);

  test("an event is refused within the deadline when the database is gone", async () => {
    const doomed = await startEmbeddedDatabase({ dataDirectory: "memory", logger });
    const jobs = await startMediastreamJobs({
      backend: doomed,
      handle: () => {},
      logger,
      enqueueTimeoutMs: 500,
      closeTimeoutMs: 500,
    });
    await jobs.queue.enqueue(nextEvent());
    await doomed.close();
    await expectAway(jobs);
    await jobs.close();
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
