/** Audio that another instance had of a speaker, in front of what came here. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { TRACK_SETTINGS } from "../../test/support/settings.ts";
import { imbalanceMs } from "../contract/ledger.ts";
import { Track } from "./track.ts";

const SAMPLES_PER_MS = 8;
const audio = (ms: number, value: number) => new Uint8Array(ms * SAMPLES_PER_MS).fill(value);

function createTrack(): Track {
  return new Track({
    format: { encoding: "MULAW", sampleRateHertz: 8000 },
    clock: new SimulatedClock(),
    settings: { ...TRACK_SETTINGS, coalesceMs: 1_000, replaySpeed: 1_000 },
  });
}

/** All that a stream is given now: runs of one value, with their lengths in milliseconds. */
function heard(track: Track): [number, number][] {
  const reader = track.openReader();
  reader.flush();
  const runs: [number, number][] = [];
  for (let piece = reader.take(); piece !== undefined; piece = reader.take())
    for (const value of piece.bytes) {
      const last = runs.at(-1);
      if (last?.[0] === value) last[1] += 1 / SAMPLES_PER_MS;
      else runs.push([value, 1 / SAMPLES_PER_MS]);
    }
  reader.close("answered");
  return runs;
}

test("it is heard first, with the pause of a hold where it was, and each sample is in the account", () => {
  const track = createTrack();
  const leg = track.openLeg();
  leg.write(audio(100, 2));
  leg.hold();
  leg.write(audio(50, 9));
  leg.resume();
  leg.write(audio(100, 3));
  track.bringForward(audio(200, 1));
  expect(track.ledger()).toMatchObject({ receivedMs: 450, bufferedMs: 400 });
  expect(heard(track)).toEqual([
    [1, 200],
    [2, 100],
    [3, 100],
  ]);
  expect(track.ledger()).toMatchObject({ receivedMs: 450, recognizedMs: 400, bufferedMs: 0 });
  expect(imbalanceMs(track.ledger())).toBe(0);
});

test("it comes after what a speaker had said here before, and where a stream is at work it comes last", () => {
  const track = createTrack();
  track.openLeg().write(audio(100, 1));
  heard(track);
  track.openLeg().write(audio(100, 3));
  track.bringForward(audio(100, 2));
  expect(heard(track)).toEqual([
    [2, 100],
    [3, 100],
  ]);
  track.openLeg().write(audio(100, 4));
  const reader = track.openReader();
  track.bringForward(audio(100, 5));
  reader.close("replaced");
  expect(heard(track)).toEqual([
    [4, 100],
    [5, 100],
  ]);
  expect(imbalanceMs(track.ledger())).toBe(0);
});
