import { expect, test } from "bun:test";
import { runEventStorm } from "../../scripts/storm-events/run-storm.ts";
import { redisServerPath, redisSkipNote } from "../support/redis-server.ts";

const STORY_MS = 600_000;

/** The full storm, 50,000 events in a minute, is `make storm-events`. */
test.skipIf(redisServerPath === null)(
  `reports of Five9 take effect exactly once though Sidetone is killed three times and Redis once${redisSkipNote}`,
  async () => {
    const result = await runEventStorm({
      ...{ events: 600, durationMs: 2_000, calmMs: 500, redis: true },
      ...{ killsAt: [0.2, 0.45, 0.8], redisKillsAt: [0.6] },
      say: () => {},
    });
    expect(result).toMatchObject({ taken: 600, once: 600, lost: 0, doubled: 0, refused: 0, deadLetters: 0 });
    expect(result).toMatchObject({ ok: true, kills: 3, redisRestarts: 1 });
    expect(result.latency.after.answered).toBeGreaterThan(0);
    expect(result.assistLatency.after.answered).toBeGreaterThan(0);
  },
  STORY_MS,
);
