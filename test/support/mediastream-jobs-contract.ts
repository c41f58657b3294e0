/** What MediaStream jobs do, run for each backend. */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { SidetoneError } from "../../src/base/errors.ts";
import { createLogger } from "../../src/base/log.ts";
import { JOB_POLICIES, type JobPolicy } from "../../src/jobs/job-policies.ts";
import type { MediastreamEvent } from "../../src/jobs/mediastream-event.ts";
import {
  type MediastreamJobs,
  type MediastreamJobsOptions,
  startMediastreamJobs,
} from "../../src/jobs/mediastream-jobs.ts";
import type { Policies } from "../../src/jobs/open-job-queue.ts";
import type { JobsBackend } from "../../src/storage/open-storage.ts";
import { eventually } from "./eventually.ts";

// The first of them makes BullMQ's tables, and the machine may be busy.
setDefaultTimeout(60_000);
const logger = createLogger("silent");
const PATIENT = { startTimeoutMs: 60_000, enqueueTimeoutMs: 60_000 };

let eventNumber = 0;
export function nextEvent(status = "STREAMING"): MediastreamEvent {
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

export function mediastreamJobsContract(backend: () => JobsBackend): void {
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
      ...PATIENT,
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
    const tookMs: number[] = [];
    // An idle worker polls every 5 s: earlier means that it was woken. A busy machine may be as late now and then.
    for (let next = event; Math.min(...tookMs) > 4_000 && tookMs.length < 10; next = nextEvent()) {
      const fromMs = performance.now();
      await queue.enqueue(next);
      await eventually(() => handled.length === 2 + tookMs.length);
      tookMs.push(performance.now() - fromMs);
    }
    expect(Math.min(...tookMs)).toBeLessThan(4_000);
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
    await eventually(() => seen.size === 200);
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
      { policies: policies({ attempts: 1_000, backoffMs: { firstMs: 500, maxMs: 500 } }) },
    );
    await first.queue.enqueue(event);
    await eventually(async () => tries > 0 && (await first.counts()).delayed === 1);
    await first.close();
    await expect(first.queue.enqueue(nextEvent())).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
    const handled: string[] = [];
    await start(({ callId }) => void handled.push(callId));
    await eventually(() => handled.includes(event.callId));
  });
}
