import { expect, test } from "bun:test";
import { createMeters } from "../telemetry/meters.ts";
import { meterAudio } from "./carrier-meters.ts";

test("open legs and audio are counted over all carriers", async () => {
  const meters = createMeters();
  meterAudio(meters, [
    { openLegs: () => 2, audioTotals: () => ({ messages: 10, bytes: 3_200, gapMs: 500 }) },
    { openLegs: () => 1, audioTotals: () => ({ messages: 4, bytes: 640, gapMs: 0 }) },
  ]);
  const text = await meters.registry.metrics();
  expect(text).toContain("sidetone_legs_open 3");
  expect(text).toContain("sidetone_audio_messages_total 14");
  expect(text).toContain("sidetone_audio_bytes_total 3840");
  expect(text).toContain("sidetone_audio_gap_seconds_total 0.5");
});
