import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runStorm } from "../../scripts/storm-desktops/run-storm.ts";
import { scoreStorm } from "../../scripts/storm-desktops/storm-score.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../support/redis-server.ts";

const STORY_MS = 600_000;

/** The full storm, 1,000 desktops on 500 calls, is `make storm-desktops`. */
describe.skipIf(redisServerPath === null)(`200 desktops on 100 calls in a storm${redisSkipNote}`, () => {
  let redis: TestRedisServer;
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterAll(() => redis?.close());

  test(
    "every desktop ends with every event of its call, once, in order",
    async () => {
      const result = await runStorm({
        redisUrl: redis.url,
        calls: 100,
        desktopsPerCall: 2,
        eventsPerCall: 20,
        durationMs: 8_000,
        cutEveryMs: 200,
        dropShare: 0.1,
      });
      expect(result).toMatchObject({
        desktops: 200,
        complete: 200,
        missing: 0,
        doubled: 0,
        outOfOrder: 0,
        disagreeing: 0,
      });
      // Without these the calm, and not the storm, was survived.
      expect(result.redisConnectionsCut).toBeGreaterThan(40);
      expect(result.desktopsDropped).toBeGreaterThan(40);
      expect(result.joins).toBeGreaterThan(240);
    },
    STORY_MS,
  );
});

describe("the score of a storm", () => {
  const desktop = (sequences: number[], ids = sequences.map((sequence) => `c-${sequence}`)) => ({
    callId: "c",
    sequences,
    messageIds: ids,
  });
  const nothingWrong = { missing: 0, doubled: 0, outOfOrder: 0, disagreeing: 0 };

  test.each([
    ["everything in order", [1, 2, 3], { ...nothingWrong, complete: 1 }],
    ["an event lost", [1, 3], { missing: 1, outOfOrder: 1, complete: 0 }],
    ["an event twice", [1, 2, 2, 3], { doubled: 1, outOfOrder: 2, complete: 0 }],
    ["two events swapped", [1, 3, 2], { missing: 0, outOfOrder: 2, complete: 0 }],
  ])("%s", (_, sequences, expected) => {
    expect(scoreStorm([desktop(sequences)], 3)).toMatchObject(expected);
  });

  test("desktops of one call that saw different orders", () => {
    const one = desktop([1, 2, 3], ["c-1", "c-2", "c-3"]);
    const other = desktop([1, 2, 3], ["c-2", "c-1", "c-3"]);
    expect(scoreStorm([one, other], 3)).toMatchObject({ disagreeing: 1 });
  });
});
