import { afterAll, beforeAll, expect, test } from "bun:test";
import { readAccount } from "./account.ts";
import { type BenchStage, startBenchStage } from "./stage.ts";

const LEGS = 6;
const FOR_MS = 2_000;
/** Until everything is upstream: joined audio waits for company, an unopened stream for its connection. */
const ARRIVAL_DEADLINE_MS = 120_000;

let stage: BenchStage;
beforeAll(async () => {
  stage = await startBenchStage({ isThorough: true });
}, 600_000);
afterAll(() => stage.close());

for (const name of ["bare", "sidetone"] as const) {
  for (const chunkMs of [20, 100]) {
    test(`${name}: every byte of every leg arrives once and in order, in chunks of ${chunkMs} ms`, async () => {
      const candidate = await stage.start(name);
      await candidate.open(LEGS);
      await stage.collect();
      const played = await candidate.play({
        chunkMs,
        forMs: FOR_MS,
        speaking: LEGS,
        arrival: "even",
        isFilled: true,
      });
      expect(played.messages).toBe((LEGS * FOR_MS) / chunkMs);
      const endMs = Date.now() + ARRIVAL_DEADLINE_MS;
      let [bytes, chunks, misplaced] = [0, 0, 0];
      while (bytes < played.bytes && Date.now() < endMs) {
        const arrived = await stage.collect();
        bytes += arrived.bytes;
        chunks += arrived.chunks;
        misplaced += arrived.misplaced;
        await Bun.sleep(20);
      }
      expect({ bytes, chunks, misplaced }).toEqual({
        bytes: played.bytes,
        chunks: played.messages,
        misplaced: 0,
      });
      if (name === "sidetone") {
        const { receivedMs, droppedMs, imbalanceMs } = readAccount(await candidate.metrics());
        expect({ receivedMs, droppedMs, imbalanceMs }).toEqual({
          receivedMs: LEGS * FOR_MS,
          droppedMs: 0,
          imbalanceMs: 0,
        });
      }
      await candidate.end();
    }, 600_000);
  }
}
