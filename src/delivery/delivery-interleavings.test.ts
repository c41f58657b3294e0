import { expect, test } from "bun:test";
import fc from "fast-check";
import { STAGE_ROOM, suggestion } from "../../test/support/desktop-stage.ts";
import { createMemoryDeliveryLog } from "../../test/support/memory-delivery-log.ts";
import { runs } from "../../test/support/property.ts";
import { RecordingCallDirectory } from "../../test/support/recording-call-directory.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { createDelivery } from "./delivery.ts";

const RUNS = 150;
/** Of the log's calls in one story, about; what comes after goes well. */
const MOST_HICCUPS = 400;

const QUIET_TURNS = 50;

const turnsUpTo = (max: number) => fc.nat(max);
/** A wait in turns of the event loop's microtasks before the log does its part, and now and then a failure instead. */
const hiccup = fc.record({
  turns: turnsUpTo(5),
  fails: fc.oneof({ weight: 11, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
/** An event that Pub/Sub brings until it is taken, and then so many times more. */
const event = fc.record({
  after: turnsUpTo(59),
  pause: turnsUpTo(9),
  again: fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(2) }),
});
/** A desktop that is closed after so many turns each time, and opened again; the last time it stays. */
const sitting = fc.record({ after: turnsUpTo(79), leaves: fc.array(turnsUpTo(59), { maxLength: 3 }) });
const plan = fc.record({
  events: fc.array(event, { minLength: 1, maxLength: 30, size: "max" }),
  desktops: fc.array(sitting, { minLength: 1, maxLength: 4, size: "max" }),
  hiccups: fc.array(hiccup, { maxLength: MOST_HICCUPS, size: "max" }),
  replayPageSize: fc.integer({ min: 1, max: 8 }),
  maxPendingPerDesktop: fc.nat(5),
});
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

/**
 * Until each desktop has so many, or nothing has come for many turns of the timers: a reading that is tried again waits for
 * less than one. A story that loses an event so ends soon, and can be shrunk.
 */
async function untilAllOrQuiet(counts: () => number[], wanted: number): Promise<void> {
  let before = "";
  for (let quietTurns = 0; quietTurns < QUIET_TURNS && counts().some((count) => count < wanted); ) {
    await Bun.sleep(1);
    const now = counts().join();
    quietTurns = now === before ? quietTurns + 1 : 0;
    before = now;
  }
}

/** Resolves with what each desktop saw, and the message ids in log order. */
async function play(plan: Plan): Promise<{ seen: number[][]; logged: string[] }> {
  const log = createMemoryDeliveryLog();
  const hiccups = plan.hiccups.values();
  const stumble = async () => {
    const next = hiccups.next().value;
    await turns(next?.turns ?? 0);
    if (next?.fails) throw new Error("away for a moment");
  };
  log.beforeAppend = stumble;
  log.beforeRead = stumble;
  log.beforeAnswer = stumble;
  const { replayPageSize, maxPendingPerDesktop } = plan;
  const delivery = createDelivery({
    log,
    calls: new RecordingCallDirectory(),
    clock: systemClock,
    logger: createLogger("silent"),
    limits: {
      ...{ replayPageSize, maxPendingPerDesktop },
      ...{ firstReadRetryMs: 0.1, maxReadRetryMs: 0.5, maxReadAttempts: 2 * MOST_HICCUPS },
    },
  });

  async function bring(messageId: string, { after, pause, again }: Plan["events"][number]): Promise<void> {
    await turns(after);
    for (let taken = 0; taken <= again; ) {
      try {
        await delivery.accept(suggestion(messageId));
        taken += 1;
      } catch {
        await turns(pause);
      }
    }
  }

  const seen: number[][] = [];
  /** Asks each time for what comes after the last it saw. */
  async function sit({ after, leaves }: Plan["desktops"][number]): Promise<void> {
    const sequences: number[] = [];
    seen.push(sequences);
    await turns(after);
    const attach = () =>
      delivery.attach({
        room: STAGE_ROOM,
        after: sequences.at(-1) ?? 0,
        send: ({ sequence }) => void (sequence !== null && sequences.push(sequence)),
        onFailed: () => sequences.push(-1),
      });
    for (const stay of leaves) {
      const detach = attach();
      await turns(stay);
      detach();
    }
    attach();
  }

  const events = plan.events.map((event, index) => bring(`m${index}`, event));
  await Promise.all([...events, ...plan.desktops.map(sit)]);
  await untilAllOrQuiet(() => seen.map(({ length }) => length), events.length);
  await delivery.close();
  return { seen, logged: log.entries(STAGE_ROOM).map((entry) => entry.messageId) };
}

test("whatever the order of joins, reloads, repeats and failures, each desktop sees 1 to n once and in order", async () => {
  const property = fc.asyncProperty(plan, async (plan) => {
    const { seen, logged } = await play(plan);
    const expected = plan.events.map((_, index) => index + 1);
    expect(logged.toSorted()).toEqual(plan.events.map((_, index) => `m${index}`).toSorted());
    expect(seen).toEqual(plan.desktops.map(() => expected));
  });
  await fc.assert(property, runs(RUNS));
}, 600_000);
