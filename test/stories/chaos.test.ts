import { expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { runChaos } from "../../scripts/chaos/run.ts";

const STORY_MS = 600_000;

test(
  "in a storm of upstream faults no word is lost or doubled, and beyond the buffer every missing millisecond is told",
  async () => {
    const said: string[] = [];
    const samples = await Promise.all(["late-delivery", "lost-card"].map((name) => readSample(name)));
    const summary = await runChaos(
      {
        seed: 20_261_121,
        calls: 6,
        durationMs: 3_000,
        speed: 1.5,
        pauseMs: { least: 100, most: 900 },
        longestOutageMs: 0,
        leastRollOvers: 20,
        leastFaults: 10,
        beyondBuffer: { calls: 2, speed: 1.5, afterMs: 6_000, outageMs: 12_000, bufferMs: 5_000 },
      },
      samples,
      (line) => said.push(line),
    );
    if (!summary.ok) throw new Error([...said, JSON.stringify(summary)].join("\n"));
    expect(summary).toMatchObject({ ok: true, wordsLost: 0, wordsDuplicated: 0, ledgerBalanced: true });
    expect(summary.wordsExpected).toBe(3 * 80 + 3 * 111);
  },
  STORY_MS,
);
