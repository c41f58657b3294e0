/** Two instances deliver the events of one conversation over one real Redis. */
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { upTo, watch } from "../../test/support/delivery-scene.ts";
import { suggestion } from "../../test/support/desktop-stage.ts";
import { eventually } from "../../test/support/eventually.ts";
import { RecordingCallDirectory } from "../../test/support/recording-call-directory.ts";
import { redisServerPath, redisSkipNote, startRedisServer } from "../../test/support/redis-server.ts";
import type { AssistEvent } from "../assist/event.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { createDelivery } from "../delivery/delivery.ts";
import type { Doorbell } from "../delivery/doorbell.ts";
import { openBus } from "../fleet/bus.ts";
import { openRedisStorage } from "../storage/redis/redis-storage.ts";
import { doorbellOver } from "./doorbell.ts";

const clock = systemClock;
const logger = createLogger("silent");
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function openInstance(redisUrl: string, deafTo: (sequence: number) => boolean = () => false) {
  const bus = openBus({ redisUrl, clock, logger });
  const storage = await openRedisStorage({ redisUrl, logger, clock, timeoutMs: 500 });
  await eventually(() => bus.isConnected());
  const whole = doorbellOver(bus, clock);
  const doorbell: Doorbell = {
    ...whole,
    listen: (room, listener) =>
      whole.listen(room, (ring) => {
        if ("entry" in ring && deafTo(ring.entry.sequence)) return;
        listener(ring);
      }),
  };
  const delivery = createDelivery({
    ...{ log: storage.deliveryLog, calls: new RecordingCallDirectory(), clock, logger, doorbell },
    limits: { lookAgainMs: 50, readDeadlineMs: 500, appendDeadlineMs: 500 },
  });
  closing.push(
    () => storage.close(),
    () => bus.close(),
    () => delivery.close(),
  );
  return { delivery };
}

/** As Pub/Sub does with what was not acknowledged. */
const bring = (delivery: Awaited<ReturnType<typeof openInstance>>["delivery"], event: AssistEvent) =>
  eventually(() => delivery.accept(event));

describe.skipIf(redisServerPath === null)(`two instances and one Redis${redisSkipNote}`, () => {
  test("no entry is missed or repeated, though every third ring is lost and Redis dies and comes back", async () => {
    const keepIn = await mkdtemp(join(tmpdir(), "sidetone-doorbell-"));
    closing.push(() => rm(keepIn, { recursive: true }));
    const first = await startRedisServer({ keepIn });
    const isLost = (sequence: number) => sequence % 3 === 0;
    const one = await openInstance(first.url, isLost);
    const other = await openInstance(first.url, isLost);
    const desktops = [watch(one), watch(other)];
    const takeIn = (indexes: number[]) =>
      Promise.all(
        indexes.map((index) =>
          bring(index % 2 === 0 ? one.delivery : other.delivery, suggestion(`m${index}`)),
        ),
      );
    await takeIn(upTo(30));
    await eventually(() => desktops.every((desktop) => desktop.sequences().length === 30));

    await first.kill();
    const meanwhile = takeIn(upTo(60).slice(20));
    const second = await startRedisServer({ port: first.port, keepIn });
    closing.push(() => second.close());
    await meanwhile;
    await eventually(() => desktops.every((desktop) => desktop.sequences().length >= 60));
    for (const desktop of desktops) {
      expect(desktop.sequences()).toEqual(upTo(60));
      expect(desktop.failures).toEqual([]);
    }
  });
});
