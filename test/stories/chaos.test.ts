import { expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { runChaos } from "../../scripts/chaos/run.ts";

const STORY_MS = 600_000;

const PLAN = {
  seed: 20_261_121,
  speed: 1.5,
  pauseMs: { least: 100, most: 900 },
  longestOutageMs: 0,
} as const;

for (const { api, calls, leastRollOvers, leastFaults, beyond } of [
  { api: "bidi", calls: 6, leastRollOvers: 20, leastFaults: 10, beyond: 2 },
  { api: "streaming", calls: 2, leastRollOvers: 6, leastFaults: 4, beyond: 1 },
] as const) {
  test(
    `by ${api}: in a storm of upstream faults no word is lost or doubled, and beyond the buffer every missing millisecond is told`,
    async () => {
      const said: string[] = [];
      const samples = await Promise.all(["late-delivery", "lost-card"].map((name) => readSample(name)));
      const summary = await runChaos(
        {
          ...PLAN,
          api,
          calls,
          durationMs: 500 * calls,
          leastRollOvers,
          leastFaults,
          beyondBuffer: { calls: beyond, speed: 1.5, afterMs: 6_000, outageMs: 12_000, bufferMs: 5_000 },
        },
        samples,
        (line) => said.push(line),
      );
      if (!summary.ok) throw new Error([...said, JSON.stringify(summary)].join("\n"));
      expect(summary).toMatchObject({ ok: true, wordsLost: 0, wordsDuplicated: 0, ledgerBalanced: true });
      expect(summary.wordsExpected).toBe((calls / 2) * (80 + 111));
    },
    STORY_MS,
  );
}
