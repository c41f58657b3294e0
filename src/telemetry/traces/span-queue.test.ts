import { expect, test } from "bun:test";
import pino from "pino";
import { SimulatedClock } from "xstate";
import { eventually } from "../../../test/support/eventually.ts";
import type { FinishedSpan } from "./span.ts";
import { type ExportOutcome, SpanQueue } from "./span-queue.ts";

function spanNamed(name: string): FinishedSpan {
  const ids = { traceId: "0".repeat(32), spanId: "0".repeat(16) };
  return { ...ids, name, startMs: 0, endMs: 1, attributes: {}, events: [], droppedEvents: 0, links: [] };
}

/** Jitter that takes nothing away. */
const longest = () => 0.999_999_9;

/** A queue whose collector answers as `answer` says; `batches` are the names it was sent. */
function scene(
  answer: () => Promise<ExportOutcome>,
  settings: { maxQueued?: number; batchSize?: number } = {},
) {
  const simulated = new SimulatedClock();
  const delays: number[] = [];
  const clock = {
    now: () => simulated.now(),
    setTimeout(fn: () => void, ms: number) {
      delays.push(ms);
      return simulated.setTimeout(fn, ms);
    },
    clearTimeout: (id: unknown) => simulated.clearTimeout(id as number),
  };
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const batches: string[][] = [];
  let closed = 0;
  const exporter = {
    send(spans: readonly FinishedSpan[]) {
      batches.push(spans.map(({ name }) => name));
      return answer();
    },
    async close() {
      closed += 1;
    },
  };
  const queue = new SpanQueue({ exporter, clock, logger, random: longest, ...settings });
  const add = (...names: string[]) => queue.add(names.map(spanNamed));
  return {
    queue,
    add,
    batches,
    delays,
    lines,
    pass: (ms: number) => simulated.increment(ms),
    closed: () => closed,
  };
}

const sent = async (): Promise<ExportOutcome> => ({ sent: true });
const away = async (): Promise<ExportOutcome> => {
  throw new Error("connection refused");
};

test("spans are gathered for a second and go out together", async () => {
  const { queue, add, batches, pass } = scene(sent);
  add("a");
  add("b");
  pass(999);
  expect(batches).toEqual([]);
  pass(1);
  await eventually(() => expect(queue.counts()).toEqual({ sent: 2, dropped: 0, refused: 0, waiting: 0 }));
  expect(batches).toEqual([["a", "b"]]);
});

test("while the collector is away, waits double up to a minute, the oldest spans give way, and the log has a line a minute", async () => {
  const { queue, add, batches, lines, delays, pass } = scene(away, { maxQueued: 3 });
  add("a", "b");
  let waitMs = 1_000;
  for (const nextMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
    const attempts = batches.length;
    pass(waitMs - 1);
    expect(batches).toHaveLength(attempts);
    pass(1);
    expect(batches).toHaveLength(attempts + 1);
    await eventually(() => expect(delays.at(-1)).toBe(nextMs));
    waitMs = nextMs;
  }
  add("c", "d");
  expect(queue.counts()).toMatchObject({ sent: 0, dropped: 1, waiting: 3 });
  pass(60_000);
  expect(batches.at(-1)).toEqual(["b", "c", "d"]);
  expect(lines.length).toBeLessThanOrEqual(4);
  expect(lines[0]).toMatchObject({
    msg: "spans could not be sent to the collector",
    reason: "connection refused",
  });
});

test("what the collector refuses for good is counted and not sent again", async () => {
  const { queue, add, batches, pass } = scene(async () => ({ sent: false, reason: "status 401" }));
  add("a");
  pass(1_000);
  await eventually(() => expect(queue.counts()).toMatchObject({ refused: 1, waiting: 0 }));
  pass(120_000);
  expect(batches).toHaveLength(1);
});

test("a collector that does not answer is given up after the deadline, and the spans are kept", async () => {
  const { queue, add, batches, lines, pass } = scene(() => new Promise(() => {}));
  add("a");
  pass(1_000);
  expect(queue.counts()).toMatchObject({ sent: 0, waiting: 1 });
  pass(10_000);
  await eventually(() => expect(lines).toHaveLength(1));
  expect(queue.counts()).toMatchObject({ sent: 0, waiting: 1 });
  pass(1_000);
  expect(batches).toEqual([["a"], ["a"]]);
});

test("closing sends what is left, in batches; what comes later is dropped", async () => {
  const { queue, add, batches, closed } = scene(sent, { batchSize: 2 });
  add("a", "b", "c");
  await queue.close(3_000);
  expect(batches).toEqual([["a", "b"], ["c"]]);
  expect(closed()).toBe(1);
  add("d");
  expect(queue.counts()).toEqual({ sent: 3, dropped: 1, refused: 0, waiting: 0 });
});

test("closing while the collector is away tries once and drops the rest; one that hangs costs the deadline", async () => {
  const gone = scene(away);
  gone.add("a");
  await gone.queue.close(3_000);
  expect(gone.batches).toEqual([["a"]]);
  expect(gone.queue.counts()).toMatchObject({ dropped: 1, waiting: 0 });

  const hanging = scene(() => new Promise(() => {}));
  hanging.add("a");
  const closing = hanging.queue.close(3_000);
  await eventually(() => hanging.batches.length === 1);
  hanging.pass(3_000);
  await closing;
  expect(hanging.queue.counts()).toMatchObject({ sent: 0, dropped: 1, waiting: 0 });
});
