import { expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { runChaos } from "../../scripts/chaos/run.ts";
import { recordingOf } from "../../scripts/chaos/speech.ts";

const STORY_MS = 600_000;
/** Nobody speaks then in either sample; the hold of one and two turns of each speaker are before. */
const PAUSE_OF_BOTH_MS = 20_300;

const PLAN = {
  seed: 20_261_121,
  speed: 1.5,
  redis: false,
  pauseMs: { least: 50, most: 600 },
  longestOutageMs: 0,
  settleMs: 1_500,
} as const;

for (const { api, calls, leastRollOvers, leastFaults, leastOfEachWeather, beyond } of [
  { api: "bidi", calls: 6, leastRollOvers: 20, leastFaults: 10, leastOfEachWeather: 1, beyond: 2 },
  { api: "streaming", calls: 2, leastRollOvers: 6, leastFaults: 3, leastOfEachWeather: 0, beyond: 1 },
] as const) {
  test(
    `by ${api}: in a storm of upstream faults no word is lost or doubled, and beyond the buffer every missing millisecond is told`,
    async () => {
      const said: string[] = [];
      const recordings = await Promise.all(
        ["late-delivery", "lost-card"].map(async (name) =>
          recordingOf(await readSample(name), PAUSE_OF_BOTH_MS),
        ),
      );
      const summary = await runChaos(
        {
          ...PLAN,
          api,
          calls,
          durationMs: 500 * calls,
          leastRollOvers,
          leastFaults,
          leastOfEachWeather,
          beyondBuffer: { calls: beyond, speed: 1.5, afterMs: 6_000, outageMs: 12_000, bufferMs: 5_000 },
        },
        recordings,
        (line) => said.push(line),
      );
      if (!summary.ok) throw new Error([...said, JSON.stringify(summary)].join("\n"));
      expect(summary).toMatchObject({ ok: true, wordsLost: 0, wordsDuplicated: 0, ledgerBalanced: true });
      expect(summary.wordsExpected).toBe((calls / 2) * (50 + 66));
    },
    STORY_MS,
  );
}
