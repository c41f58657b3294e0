import { expect, test } from "bun:test";
import { emptyLedger } from "../contract/ledger.ts";
import { createMeters } from "../telemetry/meters.ts";
import { createCallCounts, meterCalls } from "./call-meters.ts";

test("what calls went through stays counted when they have ended", async () => {
  const facts = { streams: 3, rollOvers: 1, recoveries: 1, finals: 20 };
  let live = [facts];
  const meters = createMeters();
  const counts = createCallCounts(meters);
  meterCalls(meters, counts, {
    ...{ media: () => [], participants: () => [], ledgers: () => [] },
    recognition: () => live,
  });
  counts.released([{ ...emptyLedger(), receivedMs: 1_500 }]);
  counts.ended([facts]);
  expect(await meters.registry.metrics()).toContain('sidetone_recognition{event="finals"} 40');
  live = [];
  const text = await meters.registry.metrics();
  expect(text).toContain('sidetone_recognition{event="recoveries"} 1');
  expect(text).toContain('sidetone_audio_seconds{account="received"} 1.5');
  expect(text).toContain("sidetone_calls_ended_total 1");
});
