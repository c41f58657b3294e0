/** Puts calls on hold as Five9 does, one after the other, and waits until their rows say so. */
import type { Candidate } from "../../bench/audio-path/stage.ts";
import type { ConsolePage } from "./console-page.ts";

export interface HeldRows {
  calls: number;
  /** From Five9's notice to the row, the test's own looking included. */
  shownAfterMs: { median: number; longest: number };
}

/** Five9's notices. */
const HOLD = 2;
const RESUME = 3;
const EVERY_MS = 2_500;
const SHOWN_DEADLINE_MS = 120_000;

/** For so long, a call every few seconds; a call whose row does not say so in time throws. */
export async function holdRows(parts: {
  console: ConsolePage;
  sidetone: Candidate;
  durationMs: number;
}): Promise<HeldRows> {
  const { console, sidetone, durationMs } = parts;
  const { rows, rowOf } = console;
  const endMs = performance.now() + durationMs;
  const shownAfterMs: number[] = [];
  while (performance.now() < endMs) {
    const begunAtMs = performance.now();
    const callKey = await rows.nth(shownAfterMs.length % 5).getAttribute("data-key");
    if (callKey === null) throw new Error("a row has no call");
    const callId = callKey.replace(/^five9-/, "");
    const media = rowOf(callKey).locator(".states .value").first();
    const before = await media.textContent();
    await sidetone.notify({ callId, code: HOLD });
    await media.filter({ hasText: /held/i }).waitFor({ timeout: SHOWN_DEADLINE_MS });
    shownAfterMs.push(Math.round(performance.now() - begunAtMs));
    await sidetone.notify({ callId, code: RESUME });
    await media.filter({ hasText: before ?? "" }).waitFor({ timeout: SHOWN_DEADLINE_MS });
    await Bun.sleep(Math.max(0, Math.min(begunAtMs + EVERY_MS, endMs) - performance.now()));
  }
  const sorted = shownAfterMs.toSorted((a, b) => a - b);
  return {
    calls: sorted.length,
    shownAfterMs: { median: sorted[sorted.length >> 1] ?? Number.NaN, longest: sorted.at(-1) ?? Number.NaN },
  };
}
