import { expect, test } from "bun:test";
import { STAGE_ROOM, suggestion } from "../../test/support/desktop-stage.ts";
import { eventually } from "../../test/support/eventually.ts";
import { createMemoryDeliveryLog } from "../../test/support/memory-delivery-log.ts";
import { RecordingCallDirectory } from "../../test/support/recording-call-directory.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { createDelivery } from "./delivery.ts";

const RUNS = 150;
const EVENTS = 30;

/** A seeded generator of numbers in [0, 1) (mulberry32), so that a failing run can be repeated by its seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

/** One random story; resolves with what each desktop saw, and the message ids in log order. */
async function play(seed: number): Promise<{ seen: number[][]; logged: string[] }> {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const log = createMemoryDeliveryLog();
  const hiccup = async () => {
    await turns(below(6));
    if (random() < 0.08) throw new Error("away for a moment");
  };
  log.beforeAppend = hiccup;
  log.beforeRead = hiccup;
  log.beforeAnswer = hiccup;
  const delivery = createDelivery({
    log,
    calls: new RecordingCallDirectory(),
    clock: systemClock,
    logger: createLogger("silent"),
    limits: {
      replayPageSize: 1 + below(8),
      maxPendingPerDesktop: below(6),
      firstReadRetryMs: 0.1,
      maxReadRetryMs: 0.5,
      maxReadAttempts: 50,
    },
  });

  /** As Pub/Sub does: brings an event until it is taken, and now and then once more. */
  async function bring(messageId: string): Promise<void> {
    await turns(below(60));
    for (let attempt = 0; attempt < 40; attempt += 1) {
      try {
        await delivery.accept(suggestion(messageId));
        if (random() < 0.7) return;
      } catch {
        await turns(below(10));
      }
    }
  }

  const seen: number[][] = [];
  /** A desktop that reloads now and then and asks for what comes after the last it saw. */
  async function sit(): Promise<void> {
    const sequences: number[] = [];
    seen.push(sequences);
    await turns(below(80));
    for (let reload = below(4); reload >= 0; reload -= 1) {
      const detach = delivery.attach({
        room: STAGE_ROOM,
        after: sequences.at(-1) ?? 0,
        send: ({ sequence }) => void (sequence !== undefined && sequences.push(sequence)),
        onFailed: () => sequences.push(-1),
      });
      if (reload > 0) {
        await turns(below(60));
        detach();
      }
    }
  }

  const events = Array.from({ length: EVENTS }, (_, index) => bring(`m${index}`));
  await Promise.all([...events, ...Array.from({ length: 4 }, () => sit())]);
  await eventually(() => seen.every((sequences) => sequences.length >= EVENTS)).catch(() => {});
  await delivery.close();
  return { seen, logged: log.entries(STAGE_ROOM).map((entry) => entry.messageId) };
}

test("whatever the order of joins, reloads, repeats and failures, each desktop sees 1 to n once and in order", async () => {
  const expected = Array.from({ length: EVENTS }, (_, index) => index + 1);
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { seen, logged } = await play(seed);
    expect({ seed, logged: new Set(logged).size, entries: logged.length }).toEqual({
      seed,
      logged: EVENTS,
      entries: EVENTS,
    });
    for (const sequences of seen) expect({ seed, sequences }).toEqual({ seed, sequences: expected });
  }
}, 600_000);
