/** The short form of `make rolling-restart`: two instances that can do everything, each restarted once under two calls. */
import { describe, expect, test } from "bun:test";
import { missingForFleet, startFrontedFleet } from "../../scripts/fleet/fronted-fleet.ts";
import { restartUnderCalls } from "../../scripts/rolling-restart/run.ts";

const STORY_MS = 600_000;
const missing = missingForFleet();
if (missing !== null) console.warn(`${missing}; so its test is skipped`);

describe.skipIf(missing !== null)("make rolling-restart", () => {
  test(
    "loses and doubles no word and no suggestion, and breaks no call",
    async () => {
      const said: string[] = [];
      const fleet = await startFrontedFleet({ roles: ["all", "all"] });
      try {
        const result = await restartUnderCalls(fleet, {
          ...{ calls: 2, speed: 4, chunkMs: 100, aroundMs: 500 },
          say: (line) => said.push(line),
        });
        expect(result, said.join("\n")).toMatchObject({
          ...{ ok: true, instances: 2, restarts: 2, callsBroken: 0 },
          ...{ wordsLost: 0, wordsDuplicated: 0, suggestionsLost: 0 },
        });
        expect(result.moved).toBeGreaterThan(0);
      } finally {
        await fleet.close();
      }
    },
    STORY_MS,
  );
});
