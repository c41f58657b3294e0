import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { runStorm, scoreStorm } from "../../scripts/storm-agents/run-storm.ts";
import { makeDataDirectory } from "../support/database-template.ts";

const STORY_MS = 600_000;

/** The full storm, 2,000 agents for a minute, is `make storm-agents`. */
describe("100 agents in a storm", () => {
  let dataDirectory: string;
  beforeAll(async () => {
    dataDirectory = await makeDataDirectory("storm-agents");
  });
  afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

  test(
    "every session is resumed, and no metadata is lost or doubled",
    async () => {
      const result = await runStorm({
        ...{ agents: 100, durationMs: 4_000, reloadShare: 0.2, metadataPerCall: 10, dataDirectory },
      });
      expect(result).toMatchObject({
        ...{ ok: true, agents: 100, sessionsLost: 0 },
        ...{ metadataExpected: 1_000, metadataLost: 0, metadataDoubled: 0, metadataOutOfOrder: 0 },
      });
      expect(result.reloads).toBeGreaterThan(40);
      expect(result.sessionsResumed).toBe(result.reloads);
    },
    STORY_MS,
  );
});

describe("the score of a storm", () => {
  const agent = (sequences: number[], more = {}) => ({
    sequences: () => sequences,
    score: {
      ...{ reloads: 1, resumed: 1, outOfOrder: 0, doubled: 0, ended: 0 },
      resumeMs: [4],
      ...more,
    },
  });

  test("all is well", () => {
    expect(scoreStorm([agent([1, 2, 3])], 3)).toMatchObject({ ok: true, resumeMs: { p50: 4, p99: 4 } });
  });

  test.each([
    ["metadata lost", agent([1, 2]), { metadataLost: 1 }],
    ["metadata twice", agent([1, 2, 2, 3], { doubled: 1 }), { metadataLost: 0, metadataDoubled: 1 }],
    ["a gap", agent([1, 3, 2], { outOfOrder: 1 }), { metadataOutOfOrder: 1 }],
    ["a session that was not resumed", agent([1, 2, 3], { resumed: 0 }), { sessionsLost: 1 }],
    ["a session that ended", agent([1, 2, 3], { ended: 1 }), { sessionsLost: 1 }],
    ["no reload at all", agent([1, 2, 3], { reloads: 0, resumed: 0 }), { reloads: 0 }],
  ])("%s is not", (_, one, expected) => {
    expect(scoreStorm([one], 3)).toMatchObject({ ok: false, ...expected });
  });
});
