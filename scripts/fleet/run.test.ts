/** What `make fleet ONCE=1` plays, faster. */
import { describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { five9Source } from "../demo/five9-source.ts";
import { missingForFleet } from "./fronted-fleet.ts";
import { runFleetDemo } from "./run.ts";

const STORY_MS = 600_000;
const missing = missingForFleet();
if (missing !== null) console.warn(`${missing}; so its test is skipped`);

describe.skipIf(missing !== null)("make fleet", () => {
  test(
    "plays the demo's call through five processes behind a proxy, and all of it arrives",
    async () => {
      const said: string[] = [];
      const summary = await runFleetDemo(
        {
          source: five9Source(),
          sample: await readSample("lost-card"),
          ...{ speed: 20, once: true, askedAtMs: Date.now(), interrupted: new Promise(() => {}) },
        },
        (line) => said.push(line),
      );
      expect(summary).toMatchObject({
        ...{ ok: true, calls: 1, instances: 5, wordsExpected: 111, wordsLost: 0, wordsDuplicated: 0 },
        ...{ suggestionsExpected: 8, suggestionsDelivered: 8 },
      });
      expect(said.filter((line) => line.includes("process "))).toHaveLength(5);
    },
    STORY_MS,
  );
});
