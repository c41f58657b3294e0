/** The short form of `make chaos-fleet`: two calls through two instances behind a proxy, of which one leaves and comes back. */
import { describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { runChaosFleet } from "../../scripts/chaos-fleet/run.ts";
import { missingForFleet } from "../../scripts/fleet/fronted-fleet.ts";

const STORY_MS = 600_000;
const missing = missingForFleet();
if (missing !== null) console.warn(`${missing}; so its test is skipped`);

describe.skipIf(missing !== null)("make chaos-fleet", () => {
  test(
    "loses and doubles nothing while an instance leaves and comes back, and connections to Redis are cut",
    async () => {
      const said: string[] = [];
      const summary = await runChaosFleet(
        {
          ...{ seed: 1, calls: 2, durationMs: 4_000, speed: 2, roles: ["all", "all"] },
          weather: {
            strikes: [{ kind: "SIGTERM", index: 0 }],
            cuts: 1,
            standstillMs: 0,
            onceAllLive: true,
          },
        },
        [await readSample("lost-card")],
        (line) => said.push(line),
      );
      expect(summary, said.join("\n")).toMatchObject({
        ...{ calls: 2, instances: 2, kills: 1, completions: 2, doubleOwners: 0 },
        ...{ wordsLostBesideOutage: 0, wordsDuplicated: 0, eventsLost: 0, eventsDuplicated: 0 },
      });
    },
    STORY_MS,
  );
});
