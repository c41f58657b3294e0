/** The short form of `make siege`: strangers at every door while calls, agents and operators go on. */
import { expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { runSiege } from "../../scripts/siege/run.ts";

const SIEGE_MS = 600_000;

test(
  "strangers at every door cost no word, refuse no agent and no operator, open nothing, and leave nothing waiting",
  async () => {
    const plan = {
      ...{ seed: 11, durationMs: 12_000, inputs: 3_000, redis: false },
      ...{ quietMs: 1_000, five9Calls: 1, vaicCalls: 1, speed: 8, backWithinMs: 0 },
      // Calls that are faster than real time, on a machine that may be slower: what is behind is caught up.
      settings: { REPLAY_SPEED: "100", LAST_WORDS_DEADLINE_MS: "120000" },
    };
    const { summary, harm } = await runSiege(plan, [await readSample("lost-card")], () => {});
    expect(harm).toEqual([]);
    expect(summary).toMatchObject({ callWordsLost: 0, agentsRefused: 0, operatorsRefused: 0 });
    expect(summary.hostile).toBeGreaterThan(0);
  },
  SIEGE_MS,
);
